# Answers with what it decoded; no backend is asked.
vcl 4.1;
import std;
import proxy;
backend default none;
sub vcl_recv {
    return (synth(200));
}
sub vcl_synth {
    set resp.body = {"
seen: src="} + client.ip + " sport=" + std.port(client.ip) + " dst=" + server.ip + " dport="
        + std.port(server.ip) + " authority=" + proxy.authority() + " alpn=" + proxy.alpn()
        + " cn=" + proxy.client_cert_cn() + " ;";
    return (deliver);
}
