package metrics

import "backchat/sim/trace"

// uploads counts what is recorded of files that are sent.
type uploads struct {
	interruptions, inquiries uint64
	chunks                   uint64
	stored, twice            uint64 // bytes for the first time, and of them again
	again                    uint64 // bytes of requests that had been sent before
}

func (f *Figures) written(r *trace.Record) {
	u := &f.flows[r.Flow].uploads
	u.chunks++
	u.twice += uint64(r.Aux)
	u.stored += uint64(r.Payload) - min(uint64(r.Aux), uint64(r.Payload))
}

func (f *Figures) interrupted(r *trace.Record) { f.flows[r.Flow].uploads.interruptions++ }

func (f *Figures) inquired(r *trace.Record) { f.flows[r.Flow].uploads.inquiries++ }

func (f *Figures) resumed(r *trace.Record) {
	u := &f.flows[r.Flow].uploads
	if r.Until >= f.measured.from {
		u.again -= min(u.again, uint64(r.Header))
	}
	u.again += uint64(r.Payload)
}

func uploadRows() []row[flow] {
	return []row[flow]{
		count("chunks", "requests of uploads whose content, or a part of it, was stored within the window", func(f *flow) uint64 { return f.uploads.chunks }),
		count("interruptions", "requests of uploads that came to nothing within the window", func(f *flow) uint64 { return f.uploads.interruptions }),
		count("offsetAsks", "times within the window that an upload asked how much of it is there", func(f *flow) uint64 { return f.uploads.inquiries }),
		volumes("bytes.again", "content of uploads that was sent again within the window: of a request whose connection broke what had left its client, of one that came to nothing otherwise, is not sent again, or a hedge or who is on its way sends once more, all", func(f *flow) uint64 { return f.uploads.again }),
		volumes("bytes.stored", "content of uploads that was stored within the window for the first time", func(f *flow) uint64 { return f.uploads.stored }),
		volumes("bytes.storedTwice", "content of uploads that was stored within the window, and had been before", func(f *flow) uint64 { return f.uploads.twice }),
		{Definition{Name: "storedRate", Unit: bytesPerSecond, Kind: Rate, Says: "bytes.stored a second of the window: the goodput of uploads"},
			func(f *flow, w window) float64 { return over(float64(f.uploads.stored), w.seconds()) }},
	}
}
