package scenario

import (
	"slices"

	"backchat/patterns"
	"backchat/patterns/node"
)

// policy finds a time-out at once, after which nothing could be answered, and the form
// of a deadline that there is not.
func (k *checker) policy(at string, p *node.Policy) {
	if p.Timeout != nil && meanOf(*p.Timeout) == 0 {
		k.fault(at+"/timeout", "an attempt would be over before it could be answered; write how long it may take, or leave timeout out to wait for ever")
	}
	if p.Deadline == nil {
		k.unused(at+"/deadlineAs", `there is no deadline that could go along: write one beside it, or leave deadlineAs out`)
	}
	k.hedges(at, p)
	k.retries(at, p)
	k.besides(at)
}

// unusedOf finds what a flow says of which its pattern, or the wires that it goes
// over, make no use.
func (k *checker) unusedOf(f *NamedFlow, at string) {
	if f.Pattern == "" {
		return
	}
	if asks(f) {
		k.unused(at+"/updates", `%s brings no news, it asks: "send" says when; leave "updates" out, or name a pattern that is about news`, f.Pattern)
	} else {
		k.unused(at+"/send", `%s asks for nothing, it brings news: "updates" says which; leave "send" out, or name a pattern that asks`, f.Pattern)
	}
	if x, ok := f.Own().(*patterns.UploadConfig); ok {
		k.upload(f, x, at)
	}
	if !asks(f) && (f.Updates == nil || f.Updates.Source == "") {
		k.unused(at+"/tied", "polls, fetches and subscriptions are not tied to each other: leave tied out, or name a pattern that asks")
	}
	k.roomless(f, at)
	if c, ok := f.Own().(*patterns.FallbackConfig); ok && !slices.Contains(c.Ways, "longPolling") {
		k.unused(at+"/fallback/hold", `none of its ways polls, so that no request is held: have longPolling among its "ways", or leave hold out`)
	}
	k.carried(f, at)
}

// upload finds what an upload of that mode makes no use of, and one that is to go on
// after interruptions, as it does where nothing else is said, on wires that drop, and
// never does.
func (k *checker) upload(f *NamedFlow, x *patterns.UploadConfig, at string) {
	k.unused(at+"/request", `what an upload sends is the file: say "size" within "upload", and leave request out`)
	switch {
	case x.Mode == "oneShot":
		k.unused(at+"/upload/chunk", `a one-shot upload is one request, and has no chunks: leave chunk out, or write "mode": "chunked" or "resumable"`)
		k.unused(at+"/upload/parallel", `a one-shot upload is one request, and has no parts to send side by side: leave parallel out, or write "mode": "chunked" or "resumable"`)
	case x.Mode == "resumable" && f.Retry == nil:
		k.unused(at+"/upload/mode", `without "retry" an upload ends with its first interruption, and resumes nothing: give the flow one, or leave mode out`)
		k.unused(at+"/upload/cutOff", `without "retry" an upload ends with its first interruption, and goes on from nowhere: give the flow one, or leave cutOff out`)
		if k.value(at+"/upload/mode") == nil && slices.ContainsFunc(f.From, func(id string) bool { l := k.linkBetween(id, f.To); return l != nil && l.Drops != nil }) {
			k.fault(at+"/pattern", `its connections drop, and without "retry" an upload ends with its first interruption: give the flow one, or say that it is not to go on: "upload": {"mode": "oneShot"} or "chunked"`)
		}
	}
	if x.Mode != "resumable" {
		k.unused(at+"/upload/cutOff", `only a resumable upload asks how much of it is there: leave cutOff out, or write "mode": "resumable"`)
	}
}

// carried finds what does not go together with the transports that a flow goes
// over: header bytes of its own where all of them have theirs, and what is HTTP's
// over another protocol.
func (k *checker) carried(f *NamedFlow, at string) {
	links, all := k.wiresOf(f)
	for _, l := range links {
		k.browsers(f, l, at)
	}
	if all {
		k.unused(at+"/headers", "what is around its messages is what the transport of %q writes: leave headers out, or the transport", links[0].ID)
		for _, field := range [...]string{"serverSentEvents/frame", "serverSentEvents/comment", "fallback/frame"} {
			k.unused(at+"/"+field, `what is around an event is what "event" of the transport of %q says: leave it out, or the transport`, links[0].ID)
		}
	}
}

// wiresOf are the links with a transport over which a flow's messages go, and
// whether they all go over such.
func (k *checker) wiresOf(f *NamedFlow) (links []*NamedLink, all bool) {
	ends := f.From
	if f.Updates != nil && f.Updates.Source != "" {
		ends = append(ends[:len(ends):len(ends)], f.Updates.Source)
	}
	if works := f.Pattern.Row().Works; works != nil {
		ends = append(ends[:len(ends):len(ends)], works(f.Own())...)
	}
	to := k.s.NodeNamed(f.To)
	all = to != nil && to.Kind != "" && !to.Kind.Row().Is(node.Relays) && to.Sidecar() == nil
	for _, id := range ends {
		n, l := k.s.NodeNamed(id), k.linkBetween(id, f.To)
		if l != nil && l.Transport != nil && l.Transport.Protocol != "" {
			links = append(links, l)
		} else {
			all = false
		}
		all = all && n != nil && n.Sidecar() == nil
	}
	return links, all && len(links) > 0
}

// linkBetween is the link of two nodes, nil where they have none.
func (k *checker) linkBetween(a, b string) *NamedLink {
	for i := range k.s.Links {
		if l := &k.s.Links[i]; l.From == a && l.To == b || l.From == b && l.To == a {
			return l
		}
	}
	return nil
}
