package trace

import (
	"encoding/binary"
	"hash/crc32"
	"io"
	"slices"
)

// The constants of the binary form.
const (
	fileMagic    = "\x89BCT\r\n\x1a\n" // no text; a transfer as text damages it
	fileVersion  = 4
	untold       = 1 // the version that does not tell of traits
	roomless     = 2 // the one that does not tell of rooms
	bucketless   = 3 // the one that does not tell of buckets
	briefFlag    = 1 // packets are left out
	fileHead     = 16
	frameHead    = 8
	frameMost    = 4096 // records
	frameUsual   = 1024
	closingSize  = frameHead + 8 + 16
	topologyMost = 64 << 20 // bytes
)

// castagnoli is CRC-32C, as iSCSI (RFC 3720) and ext4 have it.
func castagnoli(parts ...[]byte) uint32 {
	table := crc32.MakeTable(crc32.Castagnoli)
	sum := uint32(0)
	for _, p := range parts {
		sum = crc32.Update(sum, table, p)
	}
	return sum
}

// A StreamWriter is a fold that writes the binary form of a trace, version 4.
// A file is a head, frames of records, and a closing frame; nothing follows
// it. All numbers have their lowest byte first.
//
//	head     bytes        what
//	         0..7         89 42 43 54 0D 0A 1A 0A
//	         8..9         version: 4
//	         10           bytes of a record: 64
//	         11           0: all records are there; 1: those of packets are left out
//	         12..15       T, bytes of the next four, at most 67,108,864
//	         16..         the topology;
//	                      the rooms of each of its nodes: num Capacity of its shelf,
//	                      list of its pools: str ID, num Size;
//	                      two buckets of each: num Tokens, int Gap;
//	                      num, the bytes of the rooms;
//	         ..15+T       the traits of each node, a byte:
//	                      1 Edge + 2 Relays + 4 Keeps + 8 Stores
//	         16+T..19+T   CRC-32C of all before it
//
//	frame    0..3         n, records in it: 1 to 4096
//	         4..7         CRC-32C of bytes 0..3 and 8..7+64n
//	         8..7+64n     the records
//
//	closing  0..3         0
//	         4..7         CRC-32C of bytes 0..3 and 8..31
//	         8..15        how many records the file has
//	         16..31       their digest, as [Digest.Sum] has it: the run's, unless some are left out
//
//	record   0..7   At         24..27  Op       48..51  Payload
//	         8..15  Until      28..31  Msg      52..55  Header
//	         16..23 Aux        32..35  Parent   56..57  Flow
//	                           36..39  Node     58..59  N
//	                           40..43  Peer     60      Kind
//	                           44..47  Conn     61      Cause
//	                                            62      Status
//	                                            63      Shape
//
// At, Until and Aux are signed (two's complement), the rest is not. Kind,
// Cause, Status and Shape are numbered from 0 in the order of their constants.
//
// The topology is a sequence of: int, 8 bytes, signed; num, 4 bytes, below
// 2^31; bool, one byte, 0 or 1; str, a num and as many bytes of UTF-8; list, a
// num and as many elements; index, a num that counts from 0.
//
//	int   Horizon, nanoseconds
//	int   Warmup, nanoseconds
//	list  nodes:  str ID, str Kind, num First, num Count, int Workers, bool Shared, int Queue, num Sidecar
//	list  places: index of the node, num Replica, bool Sidecar
//	list  links:  str ID, index of the node From, index of the node To, bool Unordered
//	list  flows:  str ID, str Pattern, bool Hears, list From of index, index To, list Work of index
//	bool  Unordered; left out where it is 0
//
// What fields mean stands at [Record] and [Topology]. Version 3 is the same but for the
// buckets, which it does not tell of; version 2 does not tell of rooms and their bytes
// at all, and version 1 not of the traits either. Another version may have another layout after byte 9.
type StreamWriter struct {
	out    sink
	digest *Digest
	total  uint64
	brief  bool // it leaves packets out
}

// NewStreamWriter makes a fold that writes the trace of a run over t to w, a
// frame of some 64 KiB at a time. The trace is whole once Close has returned
// nil.
func NewStreamWriter(w io.Writer, t *Topology) *StreamWriter { return newStreamWriter(w, t, 0) }

// NewBriefWriter makes a fold like [NewStreamWriter], which leaves packets out.
func NewBriefWriter(w io.Writer, t *Topology) *StreamWriter { return newStreamWriter(w, t, briefFlag) }

func newStreamWriter(w io.Writer, t *Topology, flags byte) *StreamWriter {
	topology := appendTopology(nil, t)
	all := appendTraits(appendRooms(slices.Clip(topology), t), t)
	head := append(make([]byte, 0, fileHead+len(all)+4), fileMagic...)
	head = binary.LittleEndian.AppendUint16(head, fileVersion)
	head = append(head, RecordSize, flags)
	head = appendCount(head, len(all))
	head = append(head, all...)
	head = binary.LittleEndian.AppendUint32(head, castagnoli(head))
	s := &StreamWriter{out: sink{w: w, buf: head}, digest: newDigest(topology), brief: flags == briefFlag}
	s.out.flush()
	s.out.buf = make([]byte, frameHead, frameHead+frameUsual*RecordSize)
	return s
}

// Fold takes the next records. An error of the writer is kept for Close.
func (s *StreamWriter) Fold(batch []Record) {
	if s.brief {
		withoutPackets{(*wholeWriter)(s)}.Fold(batch)
		return
	}
	(*wholeWriter)(s).Fold(batch)
}

// A wholeWriter writes all that it is given.
type wholeWriter StreamWriter

func (s *wholeWriter) Fold(batch []Record) {
	s.digest.Fold(batch)
	s.total += uint64(len(batch))
	for i := range batch {
		at := len(s.out.buf)
		s.out.buf = s.out.buf[:at+RecordSize]
		batch[i].encode(s.out.buf[at:])
		if len(s.out.buf) == cap(s.out.buf) {
			(*StreamWriter)(s).endFrame()
		}
	}
}

// endFrame writes out the frame that has been gathered.
func (s *StreamWriter) endFrame() {
	b := s.out.buf
	binary.LittleEndian.PutUint32(b, uint32((len(b)-frameHead)/RecordSize))
	binary.LittleEndian.PutUint32(b[4:], castagnoli(b[:4], b[frameHead:]))
	s.out.flush()
	s.out.buf = s.out.buf[:frameHead]
}

// Close writes what is left and the closing frame. It returns the first error
// that the writer had, and does not close the writer.
func (s *StreamWriter) Close() error {
	if len(s.out.buf) > frameHead {
		s.endFrame()
	}
	b := append(s.out.buf[:0], make([]byte, frameHead)...)
	b = binary.LittleEndian.AppendUint64(b, s.total)
	sum := s.digest.Sum()
	b = append(b, sum[:]...)
	binary.LittleEndian.PutUint32(b[4:], castagnoli(b[:4], b[frameHead:]))
	s.out.buf = b
	s.out.flush()
	return s.out.err
}
