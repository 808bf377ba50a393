"""A server of Twisted that answers the first data of a connection with its peer and host."""

import sys

from twisted.internet import endpoints, protocol, reactor


class Echo(protocol.Protocol):
    """Says what addresses the endpoint gave to this connection."""

    def dataReceived(self, data: bytes) -> None:
        peer, host = self.transport.getPeer(), self.transport.getHost()
        text = f"\nseen: src={peer.host} sport={peer.port} dst={host.host} dport={host.port} ;\n"
        self.transport.write(text.encode())
        self.transport.loseConnection()


endpoint = endpoints.serverFromString(reactor, f"haproxy:tcp:{sys.argv[1]}:interface=127.0.0.1")
endpoint.listen(protocol.Factory.forProtocol(Echo))
reactor.run()
