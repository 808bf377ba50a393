-- Takes version 2 over UDP and TCP, logs what was decoded, and answers each query by itself.
setLocal("127.0.0.1:@{port}")
setACL({"0.0.0.0/0", "::/0"})
setProxyProtocolACL({"127.0.0.0/8"})
setSecurityPollSuffix("")
newServer({address = "127.0.0.1:@{backend}", healthCheckMode = "up"})
local names = {[1] = "alpn", [2] = "authority", [5] = "unique_id"}

function seen(dq)
  local text = dq.qname:toString() .. " seen: src=" .. dq.remoteaddr:toString() .. " sport="
    .. dq.remoteaddr:getPort() .. " dst=" .. dq.localaddr:toString() .. " dport="
    .. dq.localaddr:getPort()
  local values = {alpn = "-", authority = "-", unique_id = "-"}
  for kind, value in pairs(dq:getProxyProtocolValues()) do
    if names[kind] then values[names[kind]] = value end
  end
  for name, value in pairs(values) do text = text .. " " .. name .. "=" .. value end
  infolog(text .. " ;")
  return DNSAction.Nxdomain, ""
end
addAction(AllRule(), LuaAction(seen))
