package gallery

// A Step of the path is a scenario with one thing to break in it, and what is
// understood once that has been seen.
type Step struct {
	Name       string // of the scenario
	Break      string // what to do, and what to look for
	Understood string // a sentence that one can agree with afterwards
}

// Path leads through the subject in a dozen steps, each of which rests on those
// before.
var Path = []Step{
	{"ask-and-wait", "Crash api while a request is at work there. Who finds out, and when?",
		"A caller that waits does one request a round trip, however idle the server is."},
	{"the-knee", "Slow api down for a few seconds. How long does the queue take to go once it is fast again?",
		"Near its capacity a server takes 1 / (capacity - load): the last tenth is bought with waiting."},
	{"the-price-of-short-polling", "Crash api for a few seconds. What have the phones lost, and what have they not?",
		"Polling is half an interval late on average, and asks in vain where news is rare."},
	{"long-polling-or-push", "Crash api while it holds the requests of ten phones. Who hears of what was said meanwhile?",
		"Long polling is as soon as push but while it asks again, and pays a request for each update."},
	{"five-ways-to-hear-of-an-update", "Cut the wire of one app for ten seconds. By which way does it still get what it missed?",
		"I can say which of the five ways fits an app of mine, and what it costs an update."},
	{"one-page-three-protocols", "Let the wire lose packets, from none to one in twenty. Where do HTTP/1.1 and HTTP/2 change places?",
		"One connection for all wins where nothing is lost; of six, a loss slows down only one."},
	{"queue-or-balancer", "Make the outage longer and longer. What gives way first on each side?",
		"What must be answered now wants a balancer; what must be done at some time, a queue."},
	{"at-most-once-at-least-once", "Crash meter for ten seconds. What is lost on each side, and what is done twice?",
		"A wire gives at most once or at least once; exactly once is made by a consumer that knows what it has done."},
	{"the-balancer-crashes", "Crash one of the servers, too. Which of the two crashes does a user see?",
		"A balancer makes up for any server that fails, and is itself the one thing that must not."},
	{"the-retry-storm", "Make the trigger shorter. How short must it be for the storm not to outlive it?",
		"Retries add load when there is too much of it already: they need a budget, a breaker, or an end."},
	{"the-stampede", "Flush cache between two expiries. How many ask the database at once?",
		"When what is cached expires, all who want it ask at once, unless one asks for all."},
	{"a-deploy-at-noon", "Let the balancer learn of it four seconds late. How long must a server sleep before it drains?",
		"A server that goes must serve on until all who send to it have heard."},
}
