"""An SMTP server of aiosmtpd that says in its answer to EHLO what PROXY header it decoded."""

import sys
import threading

from aiosmtpd.controller import Controller
from aiosmtpd.proxy_protocol import ProxyData
from aiosmtpd.smtp import SMTP, Envelope, Session

TLVS = {"alpn": "ALPN", "authority": "AUTHORITY", "unique_id": "UNIQUE_ID", "cn": "SSL_CN"}


class Echo:
    """Without addresses in the header the connection's own ones count, as the protocol wants it."""

    async def handle_PROXY(self, server: SMTP, session: Session, envelope: Envelope,
                           proxy: ProxyData) -> bool:
        return True

    async def handle_EHLO(self, server: SMTP, session: Session, envelope: Envelope, hostname: str,
                          responses: list[str]) -> list[str]:
        proxy = session.proxy_data
        source = session.peer[:2]
        target = server.transport.get_extra_info("sockname")[:2]
        if proxy.src_addr and (proxy.version == 1 or proxy.command):
            source, target = (proxy.src_addr, proxy.src_port), (proxy.dst_addr, proxy.dst_port)
        tlvs = {key: getattr(proxy.tlv, name) if proxy.tlv else None for key, name in TLVS.items()}
        values = " ".join(f"{key}={value.decode() if value else '-'}" for key, value in tlvs.items())
        session.host_name = hostname
        return [f"250 seen: src={source[0]} sport={source[1]} dst={target[0]} dport={target[1]} "
                f"{values} ;"]


controller = Controller(Echo(), hostname="127.0.0.1", port=int(sys.argv[1]), proxy_protocol_timeout=3)
# start() connects to itself and waits for a greeting, which needs a header first: begin without that.
controller._trigger_server = lambda: None
controller.start()
threading.Event().wait()
