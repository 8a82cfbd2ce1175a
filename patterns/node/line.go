package node

// A line is the jobs of one priority that wait, linked in order.
type line struct {
	priority    int16
	first, last uint32
}

// line is the queue of a priority.
func (t *stationAt) line(priority int16) *line {
	k := 0
	for k < len(t.lines) && t.lines[k].priority > priority {
		k++
	}
	if k == len(t.lines) || t.lines[k].priority != priority {
		t.lines = append(t.lines, line{})
		copy(t.lines[k+1:], t.lines[k:])
		t.lines[k] = line{priority: priority}
	}
	return &t.lines[k]
}

func (t *stationAt) linkBack(l *line, i uint32, j *Job) {
	j.prev, j.next = l.last, 0
	if l.last != 0 {
		t.neighbours(l.last).next = i
	} else {
		l.first = i
	}
	l.last = i
}

func (t *stationAt) linkFront(l *line, i uint32, j *Job) {
	j.prev, j.next = 0, l.first
	if l.first != 0 {
		t.neighbours(l.first).prev = i
	} else {
		l.last = i
	}
	l.first = i
}
