"""What a run was taken on and with."""

import datetime
import os
import platform
import re
import subprocess
from pathlib import Path


def _first_cpu():
    fields = {}
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        name, _, value = line.partition(":")
        if not line.strip():
            break
        fields[name.strip()] = value.strip()
    return fields


def _zen(family, model):
    """The generation of an AMD core: virtual machines often say no more than EPYC."""
    if family == 0x17:
        return "zen" if model < 0x30 else "zen2"
    if family == 0x19:
        return "zen4" if 0x10 <= model < 0x20 or model >= 0x60 else "zen3"
    return {0x1A: "zen5"}.get(family, "")


def cpu_slug(cpu):
    """A CPU's name as part of a folder's: amd-epyc-zen3."""
    name = cpu.get("model name", platform.machine()).lower()
    name = re.sub(r"\((r|tm)\)|@.*|\b(cpu|processor|\d+-core)\b", " ", name)
    slug = re.sub(r"[^a-z0-9]+", "-", name).strip("-")
    if cpu.get("vendor_id") == "AuthenticAMD":
        slug += "-" + _zen(int(cpu["cpu family"]), int(cpu["model"]))
    return slug.strip("-")


def _read(path):
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError:
        return "unknown"


def _caches():
    """Name to bytes, of the caches that the first core uses for data."""
    sizes = {}
    for folder in sorted(Path("/sys/devices/system/cpu/cpu0/cache").glob("index*")):
        if _read(folder / "type") == "Instruction":
            continue
        size = _read(folder / "size")
        if size.endswith("K"):
            sizes["L" + _read(folder / "level")] = int(size[:-1]) * 1024
    return sizes


def _commit(root):
    def git(*arguments):
        done = subprocess.run(
            ["git", "-C", str(root), *arguments], capture_output=True, text=True, check=False
        )
        return done.stdout.strip() if done.returncode == 0 else ""

    commit = git("rev-parse", "--short=12", "HEAD") or "unknown"
    return commit + (" with changes" if git("status", "--porcelain", "--", "core", "bench") else "")


def collect(root, command):
    """All that is known before the run; `root` is the source tree."""
    cpu = _first_cpu()
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
        "command": command,
        "commit": _commit(root),
        "cpu": cpu.get("model name", platform.machine()),
        "cpu_id": " ".join(
            f"{key} {cpu[key]}" for key in ("cpu family", "model", "stepping") if key in cpu
        ),
        "cpu_slug": cpu_slug(cpu),
        "cpu_flags": cpu.get("flags", cpu.get("Features", "unknown")),
        "cores": len(os.sched_getaffinity(0)),
        "caches": _caches(),
        "governor": _read("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"),
        "virtual_machine": "hypervisor" in cpu.get("flags", ""),
        "memory": _read("/proc/meminfo").partition("\n")[0].partition(":")[2].strip(),
        "huge_pages": _read("/sys/kernel/mm/transparent_hugepage/enabled"),
        "kernel": platform.release(),
        "system": platform.freedesktop_os_release().get("PRETTY_NAME", "unknown"),
        "libc": " ".join(platform.libc_ver()),
        "load_before": round(load, 2),
    }


def complete(environment, measurements):
    """Adds what the benchmark itself says: compiler, Highway, targets, the core's clock."""
    context = measurements.context
    for key in (
        "compiler",
        "compiler_flags",
        "highway",
        "targets_compiled",
        "targets_supported",
        "target_of_free_functions",
        "pinned_to_core",
        "library_build_type",
    ):
        environment[key] = context.get(key, "unknown")
    clock = measurements.clock()
    if clock:
        environment["core_clock_ghz"] = dict(
            zip(("least", "median", "most"), (round(c, 3) for c in clock), strict=True)
        )
    environment["load_after"] = round(os.getloadavg()[0], 2)
    return environment
