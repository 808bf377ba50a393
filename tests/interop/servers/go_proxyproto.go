// Both sides of go-proxyproto.
//
//	serve ADDRESS             answers the first data of each connection with what was decoded
//	send ADDRESS FORM SRC DST writes a header to ADDRESS and waits for an answer; FORM is v1, v2,
//	                          v2-udp, v2-local or v2-tlvs
package main

import (
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"time"

	proxyproto "github.com/pires/go-proxyproto"
	"github.com/pires/go-proxyproto/tlvparse"
)

func endpoint(address net.Addr) (string, int) {
	switch a := address.(type) {
	case *net.TCPAddr:
		return a.IP.String(), a.Port
	case *net.UDPAddr:
		return a.IP.String(), a.Port
	}
	return "-", 0
}

// tlvs gives the values by their names; the common name from the SSL entry.
func tlvs(header *proxyproto.Header) string {
	values := map[string]string{"alpn": "-", "authority": "-", "unique_id": "-", "cn": "-"}
	names := map[proxyproto.PP2Type]string{1: "alpn", 2: "authority", 5: "unique_id"}
	if header != nil {
		entries, _ := header.TLVs()
		for _, entry := range entries {
			if name, known := names[entry.Type]; known {
				values[name] = string(entry.Value)
			}
		}
		if ssl, found := tlvparse.FindSSL(entries); found {
			if name, found := ssl.ClientCN(); found {
				values["cn"] = name
			}
		}
	}
	text := ""
	for name, value := range values {
		text += fmt.Sprintf(" %s=%s", name, value)
	}
	return text
}

func answer(connection net.Conn) {
	defer connection.Close()
	proxied := connection.(*proxyproto.Conn)
	if _, err := proxied.Read(make([]byte, 4096)); err != nil {
		return
	}
	source, destination := proxied.RemoteAddr(), proxied.LocalAddr()
	if source == nil { // UNKNOWN and UNSPEC: the application is to look at the connection
		source, destination = proxied.Raw().RemoteAddr(), proxied.Raw().LocalAddr()
	}
	src, sport := endpoint(source)
	dst, dport := endpoint(destination)
	fmt.Fprintf(proxied, "\nseen: src=%s sport=%d dst=%s dport=%d%s ;\n", src, sport, dst, dport,
		tlvs(proxied.ProxyHeader()))
}

func serve(address string) error {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	proxied := &proxyproto.Listener{Listener: listener, ReadHeaderTimeout: 3 * time.Second}
	for {
		connection, err := proxied.Accept()
		if err != nil {
			return err
		}
		go answer(connection)
	}
}

func resolve(form, text string) (net.Addr, error) {
	if form == "v2-udp" {
		return net.ResolveUDPAddr("udp", text)
	}
	return net.ResolveTCPAddr("tcp", text)
}

func build(form, src, dst string) (*proxyproto.Header, error) {
	source, err := resolve(form, src)
	if err != nil {
		return nil, err
	}
	destination, err := resolve(form, dst)
	if err != nil {
		return nil, err
	}
	version := byte(2)
	if form == "v1" {
		version = 1
	}
	header := proxyproto.HeaderProxyFromAddrs(version, source, destination)
	switch form {
	case "v2-local":
		header.Command = proxyproto.LOCAL
	case "v2-tlvs":
		err = header.SetTLVs([]proxyproto.TLV{
			{Type: proxyproto.PP2_TYPE_ALPN, Value: []byte("h2")},
			{Type: proxyproto.PP2_TYPE_AUTHORITY, Value: []byte("www.example.org")},
			{Type: 5, Value: []byte("id-0123456789")},
			{Type: proxyproto.PP2_TYPE_NOOP, Value: []byte{}},
		})
	}
	return header, err
}

func send(address, form, src, dst string) error {
	header, err := build(form, src, dst)
	if err != nil {
		return err
	}
	connection, err := net.Dial("tcp", address)
	if err != nil {
		return err
	}
	defer connection.Close()
	if _, err := header.WriteTo(connection); err != nil {
		return err
	}
	_, err = io.ReadFull(connection, make([]byte, 1))
	return err
}

func main() {
	var err error
	if os.Args[1] == "serve" {
		err = serve(os.Args[2])
	} else {
		err = send(os.Args[2], os.Args[3], os.Args[4], os.Args[5])
	}
	if err != nil {
		log.Fatal(err)
	}
}
