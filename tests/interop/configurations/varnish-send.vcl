# Passes each request to the backend that its path names; probes two more.
vcl 4.1;
backend version1 { .host = "127.0.0.1"; .port = "@{sink}"; .proxy_header = 1; }
backend version2 { .host = "127.0.0.1"; .port = "@{sink}"; .proxy_header = 2; }
probe often { .url = "/"; .interval = 300ms; .timeout = 1s; }
backend probed1 { .host = "127.0.0.1"; .port = "@{probe1}"; .proxy_header = 1; .probe = often; }
backend probed2 { .host = "127.0.0.1"; .port = "@{probe2}"; .proxy_header = 2; .probe = often; }
sub vcl_recv {
    set req.backend_hint = version1;
    if (req.url == "/2") { set req.backend_hint = version2; }
    if (req.url == "/never1") { set req.backend_hint = probed1; }
    if (req.url == "/never2") { set req.backend_hint = probed2; }
    return (pass);
}
