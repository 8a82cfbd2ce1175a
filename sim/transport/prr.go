package transport

// A prr is proportional rate reduction (RFC 6937): while a sender recovers, it
// says how many may be sent for those that have arrived, so that the window
// has come down to the threshold when recovery ends.
type prr struct {
	prior     int64 // the window before the loss; 0: not recovering
	delivered int64 // since then
	out       int64 // sent since then
}

// begin begins a recovery.
func (p *prr) begin(window int64) { *p = prr{prior: window} }

// allow is how many more may be sent once newly have arrived. On partial
// acknowledgement without further loss (safe) it lets the sender grow as in
// slow start (the bound SSRB, section 3), otherwise it conserves packets.
func (p *prr) allow(flight, threshold, newly int64, safe bool) int64 {
	p.delivered += newly
	room := threshold - flight
	var n int64
	if room < 0 {
		n = (threshold*p.delivered+p.prior-1)/p.prior - p.out
	} else {
		n = max(p.delivered-p.out, newly)
		if safe {
			n++
		}
		n = min(room, n)
	}
	if p.out == 0 {
		return max(n, 1) // the first repeat is sent in any case
	}
	return max(n, 0)
}
