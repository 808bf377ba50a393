#!/usr/bin/env python3
"""loadproxy beside HAProxy in mode tcp, with the same job: send-proxy-v2, and accept-proxy.

Each proxy runs by itself, single-threaded, pinned to one core; clients (wrk, h2load) and the server
(nginx) have the other cores. Every figure is the median of interleaved rounds. Writes compare.json
and README.md to --out."""

import argparse
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time

HEADER_V2 = bytes.fromhex("0d0a0d0a000d0a515549540a2111000c" "c0000201c6336402dc0401bb")
NGINX = """worker_processes 1; daemon off; pid {dir}/nginx.pid; error_log {dir}/error.log;
events {{ worker_connections 16000; }}
http {{ access_log off; keepalive_requests 1000000000; keepalive_timeout 600s;
  client_header_timeout 600s; client_body_temp_path {dir}; proxy_temp_path {dir};
  fastcgi_temp_path {dir}; uwsgi_temp_path {dir}; scgi_temp_path {dir};
  server {{ listen 127.0.0.1:{send_target} proxy_protocol backlog=4096;
    location / {{ return 200 "ok\\n"; }} location /file {{ root {dir}; }} }}
  server {{ listen 127.0.0.1:{accept_target} backlog=4096;
    location / {{ return 200 "ok\\n"; }} location /file {{ root {dir}; }} }}
}}
"""
HAPROXY = """global
  nbthread 1
  maxconn 9900
defaults
  mode tcp
  timeout connect 5s
  timeout client 600s
  timeout server 600s
listen proxy
  bind 127.0.0.1:{port} {bind}
  server target 127.0.0.1:{target} {server}
"""
# wrk has no PROXY headers of its own: for accept-proxy, clients go through a loadproxy that sends
# them, the same for both.


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def wait_for(port):
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except ConnectionRefusedError:
            time.sleep(0.02)
    sys.exit(f"nothing listens on port {port}")


class Bench:
    def __init__(self, options, folder):
        self.options = options
        self.folder = folder
        self.processes = []
        self.ports = {name: free_port() for name in ("send_target", "accept_target")}
        with open(f"{folder}/file", "wb") as file:
            file.write(bytes(16 << 20))
        config = NGINX.format(dir=folder, **self.ports)
        self.start(self.write("nginx.conf", config, ["nginx", "-c"]), self.others())
        wait_for(self.ports["accept_target"])

    def others(self):
        """The cores that the proxy under test does not have."""
        cores = sorted(os.sched_getaffinity(0) - {self.options.core})
        return ",".join(map(str, cores or [self.options.core]))

    def write(self, name, text, command):
        path = f"{self.folder}/{name}"
        with open(path, "w") as file:
            file.write(text)
        return [*command, path]

    def start(self, command, cores):
        process = subprocess.Popen(["taskset", "-c", str(cores), *command],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.processes.append(process)
        return process

    def stop(self, process):
        process.terminate()
        process.wait()
        self.processes.remove(process)

    def close(self):
        for process in list(self.processes):
            self.stop(process)

    def proxy(self, name, job):
        """Starts one of the two; gives its process and port."""
        port = free_port()
        target = self.ports["send_target" if job == "send" else "accept_target"]
        if name == "haproxy":
            text = HAPROXY.format(port=port, target=target,
                                  bind="accept-proxy" if job == "accept" else "",
                                  server="send-proxy-v2" if job == "send" else "")
            command = self.write(f"haproxy-{port}.cfg", text, ["haproxy", "-db", "-f"])
        else:
            command = [self.options.loadproxy, "forward", "--quiet", "--listen",
                       f"127.0.0.1:{port}", "--to", f"127.0.0.1:{target}", "--grace", "0"]
            command += (["--send-proxy", "v2"] if job == "send" else
                        ["--accept-proxy", "any", "--send-proxy", "none", "--header-timeout", "0"])
        process = self.start(command, self.options.core)
        wait_for(port)
        return process, port

    def client_port(self, port, job):
        """Where clients connect: for accept-proxy, something that puts a header in front."""
        if job == "send":
            return None, port
        front = free_port()
        process = self.start([self.options.loadproxy, "forward", "--quiet", "--listen",
                              f"127.0.0.1:{front}", "--to", f"127.0.0.1:{port}", "--grace", "0"],
                             self.others())
        wait_for(front)
        return process, front

    def run(self, command):
        return subprocess.run(["taskset", "-c", self.others(), *command], capture_output=True,
                              text=True).stdout

    def wrk(self, port, path="/", close=False, connections=64):
        text = self.run(["wrk", "-t", "1", "-c", str(connections), "-d", str(self.options.seconds),
                         "--latency", *(["-H", "Connection: close"] if close else []),
                         f"http://127.0.0.1:{port}{path}"])
        return {"rate": number(r"Requests/sec:\s+([\d.]+)", text),
                "bytes": size(r"Transfer/sec:\s+([\d.]+)([KMG]?)B", text),
                "p50": milliseconds(r"50%\s+([\d.]+)(us|ms|s)", text),
                "p99": milliseconds(r"99%\s+([\d.]+)(us|ms|s)", text)}

    def h2load(self, port):
        text = self.run(["h2load", "--h1", "-t", "1", "-c", "64", "-D", str(self.options.seconds),
                         f"http://127.0.0.1:{port}/"])
        return {"rate": number(r"finished in [\d.]+\w+, ([\d.]+) req/s", text),
                "p50": milliseconds(r"time for request:\s+\S+\s+\S+\s+([\d.]+)(us|ms|s)", text)}


def number(pattern, text):
    found = re.search(pattern, text)
    return float(found.group(1)) if found else None


def milliseconds(pattern, text):
    found = re.search(pattern, text)
    return float(found.group(1)) * {"us": 0.001, "ms": 1, "s": 1000}[found.group(2)] if found else None


def size(pattern, text):
    found = re.search(pattern, text)
    return float(found.group(1)) * 1024 ** " KMG".index(found.group(2) or " ") if found else None


def resident(process):
    """Bytes, of the process that taskset became."""
    with open(f"/proc/{process.pid}/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def cpu_seconds(process):
    with open(f"/proc/{process.pid}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def idle_memory(bench, name, job, count):
    """Resident bytes for each of `count` idle connections."""
    process, port = bench.proxy(name, job)
    before = resident(process)
    clients = []
    for _ in range(count):
        client = socket.create_connection(("127.0.0.1", port))
        if job == "accept":
            client.sendall(HEADER_V2)
        clients.append(client)
    time.sleep(1)
    each = (resident(process) - before) / len(clients)
    for client in clients:
        client.close()
    bench.stop(process)
    return each


def read_results(folder):
    """Of an earlier run, of which a part is measured anew."""
    try:
        with open(f"{folder}/compare.json") as file:
            return {tuple(key.split(" / ")): rows for key, rows in json.load(file).items()}
    except FileNotFoundError:
        return {}


MEASUREMENTS = (
    ("new connections a second", "rate", lambda b, port: b.wrk(port, close=True)),
    ("requests a second, wrk", "rate", lambda b, port: b.wrk(port)),
    ("requests a second, h2load", "rate", lambda b, port: b.h2load(port)),
    ("bytes a second", "bytes", lambda b, port: b.wrk(port, "/file", connections=8)),
)


def measure(bench, options):
    results = read_results(options.out) if options.only else {}
    for job in ("send", "accept"):
        for label, key, function in MEASUREMENTS:
            if options.only and options.only not in label:
                continue
            rounds = {}
            for _ in range(options.rounds):
                for name in ("haproxy", "loadproxy"):  # interleaved
                    process, port = bench.proxy(name, job)
                    front, front_port = bench.client_port(port, job)
                    values = function(bench, front_port)
                    done = (values[key] or 0) * options.seconds
                    values["cpu"] = cpu_seconds(process) * 1e6 / done if done else None
                    rounds.setdefault(name, []).append(values)
                    for started in filter(None, (front, process)):
                        bench.stop(started)
            results.update({(job, label, name): rows for name, rows in rounds.items()})
        if options.only and options.only not in "memory":
            continue
        for name in ("haproxy", "loadproxy"):
            each = idle_memory(bench, name, job, options.idle)
            results[job, "memory of an idle connection", name] = [{"bytes": each}]
    return results


def median(rows, key):
    values = [row[key] for row in rows if row.get(key) is not None]
    return statistics.median(values) if values else None


def table(results):
    def show(value, key):
        if value is None:
            return "-"
        return f"{value / 2**20:,.0f} MiB" if key == "bytes" and value > 1e6 else f"{value:,.0f}"

    lines = ["| job | figure | HAProxy | loadproxy | ratio | p50 ms | p99 ms | proxy's CPU, µs each |",
             "|---|---|--:|--:|--:|--:|--:|--:|"]
    keys = {label: key for label, key, _ in MEASUREMENTS}
    for job, label in dict.fromkeys((job, label) for job, label, _ in results):
        key = keys.get(label, "bytes")
        rows = [results[job, label, name] for name in ("haproxy", "loadproxy")]
        theirs, ours = (median(row, key) for row in rows)
        latencies = []
        for percentile in ("p50", "p99", "cpu"):
            pair = [median(row, percentile) for row in rows]
            if percentile == "cpu" and key == "bytes":  # of a MiB
                pair = [value and value * 2**20 for value in pair]
            latencies.append(" / ".join("-" if v is None else f"{v:.2f}" for v in pair)
                             if any(pair) else "")
        ratio = f"{ours / theirs:.2f}" if ours and theirs else "-"
        job_name = {"send": "send-proxy-v2", "accept": "accept-proxy"}[job]
        lines.append(f"| {job_name} | {label} | {show(theirs, key)} | {show(ours, key)} | {ratio} | "
                     f"{' | '.join(latencies)} |")
    return "\n".join(lines)


def describe_machine():
    with open("/proc/cpuinfo") as file:
        model = re.search(r"model name\s*: (.*)", file.read()).group(1)
    haproxy = subprocess.run(["haproxy", "-v"], capture_output=True, text=True).stdout.split()[2]
    return f"{model}, {os.cpu_count()} cores, Linux {os.uname().release}, HAProxy {haproxy}"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--loadproxy", required=True, help="the program")
    parser.add_argument("--out", default=".", help="folder for the results [.]")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=3, help="of each run")
    parser.add_argument("--idle", type=int, default=9900, help="connections")
    parser.add_argument("--core", type=int, default=max(os.sched_getaffinity(0)))
    parser.add_argument("--only", help="part of a figure's name")
    options = parser.parse_args()
    for program in ("haproxy", "nginx", "wrk", "h2load", "taskset"):
        if shutil.which(program) is None:
            sys.exit(f"{program} is not there")
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)  # nginx's worker is another user
        bench = Bench(options, folder)
        try:
            results = measure(bench, options)
        finally:
            bench.close()
    os.makedirs(options.out, exist_ok=True)
    with open(f"{options.out}/compare.json", "w") as file:
        json.dump({" / ".join(key): value for key, value in results.items()}, file, indent=1)
    text = table(results)
    with open(f"{options.out}/README.md", "w") as file:
        file.write(f"# loadproxy beside HAProxy\n\n`./dev loadproxy compare`. {describe_machine()}. "
                   f"Medians of {options.rounds} interleaved rounds of {options.seconds} s; "
                   "latencies are HAProxy's / loadproxy's.\n\n" + text + "\n")
    print(text)


if __name__ == "__main__":
    main()
