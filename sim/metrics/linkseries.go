package metrics

// A LinkSeries is what became of the packets of a link, both ways together.
type LinkSeries struct {
	ID       string
	Packets  []float64 // sent
	Lost     []float64 // of those
	Repeated []float64
	Spurious []float64 // of these: nothing of it had been lost
	Goodput  []float64 // bytes of content that arrived for the first time, a second
	Cwnd     []float64 // bytes: the mean of the windows by which content was sent
	Flight   []float64 // bytes under way, average over the window's time
	area     sum       // of the flight up to the window
}

func newLinkSeries(id string, windows int) LinkSeries {
	s := LinkSeries{ID: id}
	for _, list := range [...]*[]float64{&s.Packets, &s.Lost, &s.Repeated, &s.Spurious, &s.Goodput, &s.Cwnd, &s.Flight} {
		*list = make([]float64, 0, windows)
	}
	return s
}

// add takes what was counted in a window, and empties it.
func (s *LinkSeries) add(l *link, w window) {
	l.land(w.to)
	p, area := l.window, l.flight.area(w.to)
	s.Packets = append(s.Packets, float64(p.sent))
	s.Lost = append(s.Lost, float64(p.lost))
	s.Repeated = append(s.Repeated, float64(p.again))
	s.Spurious = append(s.Spurious, float64(p.spurious))
	s.Goodput = append(s.Goodput, over(float64(p.arrived[up]+p.arrived[down]), w.seconds()))
	s.Cwnd = append(s.Cwnd, over(p.windows.float(), float64(p.windowed)))
	s.Flight = append(s.Flight, over(area.minus(s.area).float(), float64(w.to-w.from)))
	*p, s.area = packets{}, area
}
