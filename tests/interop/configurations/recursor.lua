-- Answers each query by itself, with the addresses and the TLVs of the header.
local names = {[1] = "alpn", [2] = "authority", [5] = "unique_id"}

function preresolve(dq)
  local text = "seen: src=" .. dq.remoteaddr:toString() .. " sport=" .. dq.remoteaddr:getPort()
    .. " dst=" .. dq.localaddr:toString() .. " dport=" .. dq.localaddr:getPort()
  local values = {alpn = "-", authority = "-", unique_id = "-"}
  for _, value in ipairs(dq:getProxyProtocolValues()) do
    local name = names[value:getType()]
    if name then values[name] = value:getContent() end
  end
  for name, value in pairs(values) do text = text .. " " .. name .. "=" .. value end
  dq:addAnswer(pdns.TXT, '"' .. text .. ' ;"')
  return true
end
