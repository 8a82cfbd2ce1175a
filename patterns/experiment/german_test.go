package experiment

import (
	"fmt"
	"strings"
	"testing"

	"backchat/language"
	"backchat/patterns/scenario"
	"backchat/sim/metrics"
)

// inGerman is a scenario of these tests whose variants have German titles.
var inGerman = strings.NewReplacer(`"noRetry": {`, `"noRetry": {"title": "kein Retry", `, `"push": {`, `"push": {"title": "Push", `)

func TestVerdictsAreToldInGerman(t *testing.T) {
	for _, c := range verdicts {
		s := made(t, inGerman.Replace(c.text), c.figures)
		s.in = language.German()
		if got := s.account().Pairs[0].Text(); got != germanVerdicts[c.reason] {
			t.Errorf("%s:\n got %s\nwant %s", c.reason, got, germanVerdicts[c.reason])
		}
	}
}

// germanVerdicts are what is told of [verdicts], by their reason.
var germanVerdicts = map[string]string{
	"the share served leads, in as many digits as show the difference":      "Bei „kein Retry“ werden 82 % bedient; bei „so, wie es ist“ 13 %.",
	"shares near each other need more digits, and not quite all is not all": "Bei „kein Retry“ werden 99,99 % bedient; bei „so, wie es ist“ 99,81 %.",
	"all is all, without zeros behind the point":                            "Bei „kein Retry“ werden 100 % bedient; bei „so, wie es ist“ 99,8 %.",
	"what was lost and done twice comes next":                               "Bei „kein Retry“ werden 100 % bedient; bei „so, wie es ist“ 90 %. Dabei gehen keine statt 200 verloren und werden 1.500 statt 0 doppelt ausgeführt.",
	"and leads where as many are served":                                    "Bei „kein Retry“ werden keine doppelt ausgeführt; bei „so, wie es ist“ im Mittel 36,9.",
	"then how soon, of all operations":                                      "Bei „kein Retry“ werden 90 % bedient; bei „so, wie es ist“ 20 %. Dabei wird die Hälfte binnen 60 ms statt nie bedient.",
	"never is said of as many runs as it holds for":                         "Bei „kein Retry“ werden 99 von 100 binnen 60 ms bedient; bei „so, wie es ist“ binnen 1 s (nie in 1 von 8 Läufen).",
	"of either":                            "Bei „kein Retry“ werden 99 von 100 binnen 1 s (nie in 2 von 8 Läufen) bedient; bei „so, wie es ist“ binnen 60 ms.",
	"but not where both are never in some": "Bei „kein Retry“ wird die Hälfte binnen 1 s bedient; bei „so, wie es ist“ binnen 2 s.",
	"where there are as many of either, one is as good as the other":           "Bei „Push“ werden 2 MB an Nachrichten gesendet; bei „Long Polling“ 1 MB.",
	"memory is what a place is short of that says what connections take":       "Bei „kein Retry“ braucht es bis zu 67 MB Speicher bei api, wird 1 B an Nachrichten gesendet und braucht es 10 Anfragen; bei „so, wie es ist“ 20 MB, 0 und 0.",
	"what waits for a disk that makes one sync at a time waits, too":           "Bei „kein Retry“ wartet eine Operation 2 ms in der Schlange; bei „so, wie es ist“ 92 ms.",
	"which is for no time where there is none":                                 "Bei „kein Retry“ wartet eine Operation gar nicht in der Schlange; bei „so, wie es ist“ 92 ms.",
	"where there is no such disk, the places have queues of it":                "Bei „kein Retry“ kommt mit jedem Seed dasselbe heraus.",
	"where half are within the time of 99 of 100, that of 99 of 100 says both": "Bei „kein Retry“ werden 99 von 100 binnen 40 ms bedient; bei „so, wie es ist“ binnen 2,5 s.",
	"the rarest only where neither half nor 99 of 100 tells the two apart":     "Bei „kein Retry“ werden 999 von 1.000 binnen 30 ms bedient; bei „so, wie es ist“ binnen 1 s.",
	"but not beside them": "Bei „kein Retry“ wird die Hälfte binnen 60 ms bedient; bei „so, wie es ist“ binnen 50 ms.",
	"of those served only where nothing can be said of all":                        "Bei „kein Retry“ werden 30 % bedient; bei „so, wie es ist“ 20 %. Von den bedienten Operationen wird die Hälfte binnen 60 ms statt 50 ms bedient.",
	"alone, that names both":                                                       "Nur die bedienten Operationen gezählt: Bei „kein Retry“ werden 99 von 100 binnen 60 ms bedient; bei „so, wie es ist“ binnen 50 ms.",
	"the objective before any quantile":                                            "Bei „kein Retry“ werden 90 % binnen 300 ms bedient; bei „so, wie es ist“ 50 %.",
	"cost last, and the greatest differences of it":                                "Bei „kein Retry“ wird die Hälfte binnen 1 s bedient; bei „so, wie es ist“ binnen 2 s. Dabei wird keine Arbeit statt 3 s geleistet, warten bis zu 400 (Mittel der Höchstwerte) bei api statt 5 und wird 1 MB an Nachrichten statt 2 MB gesendet.",
	"costs and counts of other work are those of an operation":                     "Bei „kein Retry“ ist die Arbeit eine andere: 10.000 Operationen statt 1.000, über 1.500 s statt 300 s. Dabei gehen je Operation 0,05 statt 0 verloren. Dabei braucht es keine Anfragen statt 1 je Operation und werden je Operation 8 ms Arbeit statt 4 ms geleistet.",
	"another time alone is other work":                                             "Bei „kein Retry“ werden 90 % bedient; bei „so, wie es ist“ 50 %. Dabei wird über 5 s statt 58 s gemessen. Dabei werden je Operation 2 B an Nachrichten statt 1 B gesendet.",
	"where there are no operations, nothing can be said of one":                    "Bei „kein Retry“ ist die Arbeit eine andere: keine Operationen statt 531.",
	"a request is not what a delivery is, so that nothing is said of an operation": "Bei „Push“ sind Operationen etwas anderes: 28 zu bedienen statt 560 zuzustellen. Dabei gehen 4 statt 0 verloren. Dabei werden 2,76 MB an Nachrichten statt 2,47 MB gesendet.",
	"nor of costs, where there is more time for them":                              "Bei „Push“ sind Operationen etwas anderes: 28 zu bedienen statt 560 zuzustellen. Dabei wird über 5 s statt 58 s gemessen.",
	"a few operations more are the same work":                                      "Bei „kein Retry“ werden 2 kB an Nachrichten gesendet; bei „so, wie es ist“ 1 kB.",
	"what waits at the broker waits, too":                                          "Bei „kein Retry“ wartet nichts bei api, liegen bis zu 417 (Mittel der Höchstwerte) beim Broker und braucht es 3 Anfragen; bei „so, wie es ist“ 40, 0 und 1.",
	"what comes at one instant and waits for no time does not wait":                "Bei „kein Retry“ wartet nichts bei api und werden 500 B an Nachrichten gesendet; bei „so, wie es ist“ 1 und 1 kB.",
	"beside a backlog that is less, so does what waits at a server":                "Bei „kein Retry“ liegt nichts beim Broker, warten bis zu 15 bei api, braucht es 3 Anfragen und werden 500 B an Nachrichten gesendet; bei „so, wie es ist“ 417, 10, 1 und 1 kB.",
	"who turns others away and serves as many says so":                             "Bei „kein Retry“ werden 80 % bedient; bei „so, wie es ist“ ebenso viel. Dabei werden 490 statt 0 abgewiesen. Dabei wird die Hälfte binnen 900 ms statt 12 s bedient.",
	"where fewer are served for it, that is what is said":                          "Bei „kein Retry“ werden 50 % bedient; bei „so, wie es ist“ 80 %.",
	"what is set aside as a dead letter is kept, too":                              "Bei „kein Retry“ liegen bis zu 39 bei den Dead Letters und bis zu 1 in der Warteschlange; bei „so, wie es ist“ 0 und 40.",
	"what is at most the same in all runs is no average":                           "Bei „kein Retry“ gibt es keine Verbindungen bei api und warten bis zu 400 bei api; bei „so, wie es ist“ 3 und 5.",
	"once a sentence a fraction of a thing is called a mean":                       "Bei „kein Retry“ gehen im Mittel 42,6 verloren und werden 36,9 doppelt ausgeführt; bei „so, wie es ist“ 0 und 0.",
	"of times the one leads that differs by the greatest factor":                   "Bei „kein Retry“ werden 99 von 100 binnen 75,6 ms bedient und die Hälfte binnen 9,3 ms; bei „so, wie es ist“ binnen 1,18 s und binnen 8,66 ms.",
	"less than a hundredth done twice comes after the times":                       "Bei „kein Retry“ wird die Hälfte binnen 1 s bedient; bei „so, wie es ist“ binnen 2 s. Dabei werden 99 statt 0 doppelt ausgeführt.",
	"more of it comes before them":                                                 "Bei „kein Retry“ werden 101 doppelt ausgeführt; bei „so, wie es ist“ 0. Dabei wird die Hälfte binnen 1 s statt 2 s bedient.",
	"unless hedges alone do it, which comes after them":                            "Bei „kein Retry“ wird die Hälfte binnen 1 s bedient; bei „so, wie es ist“ binnen 2 s. Dabei werden 6.000 statt 0 doppelt ausgeführt.",
	"of what differs by chance nothing is said, but how many seeds would show it":  "Zwischen „kein Retry“ und „so, wie es ist“ zeigt sich mit 8 Seeds kein Unterschied darin, welcher Anteil bedient wird und wie bald die Hälfte und 99 von 100 es sind; etwa 525 würden einen von dieser Größe zeigen.",
	"nor of what differs by much, as chance has it":                                "Zwischen „kein Retry“ und „so, wie es ist“ zeigt sich mit 4 Seeds kein Unterschied darin, welcher Anteil bedient wird und wie bald die Hälfte und 99 von 100 es sind; etwa 59 würden einen von dieser Größe zeigen.",
	"what is the same is the same":                                                 "Bei „kein Retry“ kommt mit jedem Seed dasselbe heraus.",
	"as many served, though not all, is worth a word":                              "Bei „kein Retry“ werden 13 % bedient; bei „so, wie es ist“ ebenso viel.",
	"a trifle is none":                                  "Zwischen „kein Retry“ und „so, wie es ist“ zeigt sich mit 8 Seeds kein Unterschied von einem Hundertstel oder mehr darin, welcher Anteil bedient wird und wie bald die Hälfte und 99 von 100 es sind.",
	"a mean of two kinds of runs is called one":         "Bei „kein Retry“ werden 100 % bedient; bei „so, wie es ist“ im Mittel 38,4 %.",
	"news is delivered, and the pattern names the base": "Bei „Push“ werden 100 % zugestellt; bei „Long Polling“ 91 %. Dabei wird die Hälfte binnen 40 ms statt 2 s zugestellt.",
	"one run shows no difference":                       "Ein Lauf von jedem: Ob ein Unterschied mehr ist als Zufall, lässt sich nicht sagen.",
}

func TestWhatElseIsToldIsToldInGerman(t *testing.T) {
	two := made(t, inGerman.Replace(fmt.Sprintf(shop, "")), figures{"ask.okShare": {{.17, .18, .19, .2, .18, .17, .18, .999}, {.1, .11, .12, .1, .11, .1, .9, .91}}})
	two.in = language.German()
	kinds := two.account().Kinds
	three := file(t, strings.Replace(inGerman.Replace(queueing), `"variants": {`, `"variants": {"slow": {"title": "älterer Server", "nodes": {"api": {"service": "90ms"}}}, `, 1))
	compared, err := Compare(t.Context(), three, Plan{Variants: three.Variants(), Seeds: Seeds(1, 4), In: language.German()}, nil)
	if err != nil {
		t.Fatal(err)
	}
	run, err := Run(t.Context(), three, "base", 1, Options{Figures: &metrics.Options{}})
	if err != nil {
		t.Fatal(err)
	}
	base, err := three.Scenario("base")
	if err != nil {
		t.Fatal(err)
	}
	empty, e := samplesOf(t, "ask.operations / ask.ok < 2", []float64{1, 0}, []float64{1, 1})
	empty.in = language.German()
	for _, c := range []struct{ got, want string }{
		{kinds[0], "Die Läufe von „so, wie es ist“ zerfallen in zwei Arten: In 7 von 8 werden 17 bis 20 % bedient, in 1 werden 99,9 % bedient. Ihr Mittelwert beschreibt keine von beiden."},
		{kinds[1], "Die Läufe von „kein Retry“ zerfallen in zwei Arten: In 6 von 8 werden 10,0 bis 12,0 % bedient, in 2 werden 90,0 bis 91,0 % bedient. Ihr Mittelwert beschreibt keine von beiden."},
		{compared.Account.Ranking, "Bedient: „fast“ 99,9 %, „so, wie es ist“ 99,6 %, „älterer Server“ 0,4 %."},
		{Tell(run.Figures, base, language.German())[0], "Von 1.808 Operationen wurden 99,9 % bedient; 0,1 % blieben unvollendet. Die Hälfte wurde binnen 27,4 ms bedient und 99 von 100 binnen 128 ms."},
		{empty.Judge(e, scenario.Base).Why, "die linke Seite hat keinen Wert: ask.operations / ask.ok teilt durch 0, mit 1 von 2 Seeds"},
		{Title(three, "slow", language.German()), "Älterer Server"},
		{Title(three, "base", language.German()), "So, wie es ist"},
	} {
		if c.got != c.want {
			t.Errorf("\n got %s\nwant %s", c.got, c.want)
		}
	}
}
