-- Puts version 2 in front of each query, over UDP and TCP; one pool of backends with TLVs, one without.
setLocal("0.0.0.0:@{port}", {reusePort = true})
addLocal("[::]:@{port6}")
setACL({"0.0.0.0/0", "::/0"})
setSecurityPollSuffix("")
newServer({address = "127.0.0.1:@{plain}", useProxyProtocol = true, healthCheckMode = "up"})
newServer({address = "127.0.0.1:@{tlvs}", useProxyProtocol = true, healthCheckMode = "up",
           pool = "tlvs"})
newServer({address = "127.0.0.1:@{checked}", useProxyProtocol = true, checkInterval = 1,
           pool = "checked"})
addAction("tlvs.example.org.", SetProxyProtocolValuesAction({["1"] = "dot", ["224"] = "custom", ["4"] = ""}))
addAction("tlvs.example.org.", PoolAction("tlvs"))
