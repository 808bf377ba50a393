// Times go-proxyproto over a file of simdproxy_bench_corpus: main FILE ROW ROUNDS.
// Prints rounds in Google Benchmark's format, with the count of inputs that it answers otherwise.
package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"strconv"
	"time"

	proxyproto "github.com/pires/go-proxyproto"
)

const (
	headerSize    = 16
	endpointsSize = 40
	outcomeOk     = 1
)

type input struct {
	data      []byte
	ok        bool
	size      uint32 // of the header, if ok
	family    byte   // 1 INET, 2 INET6, 0 no endpoints
	endpoints []byte
}

func readInputs(path string) ([]input, error) {
	file, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var inputs []input
	for len(file) > 0 {
		size := binary.LittleEndian.Uint32(file)
		header := file[4 : 4+headerSize]
		endpoints := file[4+headerSize:][:endpointsSize]
		data := file[4+headerSize+endpointsSize:][:size]
		inputs = append(inputs, input{
			data:      data,
			ok:        header[0] == outcomeOk,
			size:      binary.LittleEndian.Uint32(header[8:]),
			family:    endpoints[36],
			endpoints: endpoints,
		})
		file = file[4+headerSize+endpointsSize+int(size):]
	}
	return inputs, nil
}

func sameAddress(addr net.Addr, address []byte, port []byte) bool {
	var ip net.IP
	var number int
	switch a := addr.(type) {
	case *net.TCPAddr:
		ip, number = a.IP, a.Port
	case *net.UDPAddr:
		ip, number = a.IP, a.Port
	}
	return ip.Equal(net.IP(address)) && number == int(binary.LittleEndian.Uint16(port))
}

// Whether the answer is that of the reference: valid or not, the header's size, the addresses.
func agrees(in input, header *proxyproto.Header, err error, rest int) bool {
	if (err == nil) != in.ok {
		return false
	}
	if err != nil {
		return true
	}
	if len(in.data)-rest != int(in.size) {
		return false
	}
	if in.family == 0 {
		return true // LOCAL, UNSPEC, UNKNOWN: the caller is not to look at the addresses
	}
	length := 4
	if in.family == 2 {
		length = 16
	}
	return sameAddress(header.SourceAddr, in.endpoints[:length], in.endpoints[32:]) &&
		sameAddress(header.DestinationAddr, in.endpoints[16:][:length], in.endpoints[34:])
}

func main() {
	log.SetFlags(0)
	if len(os.Args) != 4 {
		log.Fatal("usage: go_proxyproto FILE ROW ROUNDS")
	}
	inputs, err := readInputs(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	rounds, err := strconv.Atoi(os.Args[3])
	if err != nil {
		log.Fatal(err)
	}
	// One reader for all inputs: a server has one for each connection, which costs it more.
	bytesReader := bytes.NewReader(nil)
	reader := bufio.NewReaderSize(bytesReader, 1<<16)
	read := func(in input) (*proxyproto.Header, error) {
		bytesReader.Reset(in.data)
		reader.Reset(bytesReader)
		return proxyproto.Read(reader)
	}
	differ := 0
	for _, in := range inputs {
		header, err := read(in)
		rest, _ := io.Copy(io.Discard, reader)
		if !agrees(in, header, err, int(rest)) {
			differ++
		}
	}
	type round struct {
		Name           string  `json:"name"`
		RunType        string  `json:"run_type"`
		Repetition     int     `json:"repetition_index"`
		ItemsPerSecond float64 `json:"items_per_second"`
		Differ         int     `json:"differ"`
	}
	var results []round
	for i := -1; i < rounds; i++ { // the first warms up
		begin := time.Now()
		passes := 0
		for time.Since(begin) < 20*time.Millisecond {
			for _, in := range inputs {
				read(in)
			}
			passes++
		}
		rate := float64(passes*len(inputs)) / time.Since(begin).Seconds()
		if i >= 0 {
			results = append(results,
				round{os.Args[2] + "|go-proxyproto", "iteration", i, rate, differ})
		}
	}
	text, err := json.Marshal(map[string]interface{}{"benchmarks": results})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(text))
}
