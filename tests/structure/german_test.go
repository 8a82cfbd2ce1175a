package structure

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/constant"
	"go/types"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"

	"backchat/language"
	"backchat/patterns"
	"backchat/patterns/gallery"
	"backchat/patterns/scenario"
	"backchat/wasm/player/view"
)

// telling are the packages that say texts in a reader's language.
var telling = []string{"backchat/patterns/experiment", "backchat/wasm/lab"}

// command says more, which no page is handed.
const command = "backchat/cmd/backchat"

// lookedUp are texts of tables that know nothing of languages, the titles of patterns,
// and those that a picture takes apart.
func lookedUp() []language.Text {
	texts := append([]language.Text{"1,234.5"}, view.Texts()...)
	for _, p := range patterns.All {
		texts = append(texts, language.Text(p.Title))
	}
	return texts
}

func TestEveryTextHasItsGermanWithTheSamePlaces(t *testing.T) {
	told, wrong := texts(t, telling...)
	told = append(told, lookedUp()...)
	wrong = append(wrong, faultsOf("de.json", told, germanIn(t, "de.json"))...)
	more, also := texts(t, command)
	for _, s := range gallery.Sections {
		more = append(more, language.Text(s.Title))
	}
	more = slices.DeleteFunc(more, func(text language.Text) bool { return slices.Contains(told, text) })
	wrong = append(wrong, faultsOf("de-command.json", more, germanIn(t, "de-command.json"))...)
	for _, fault := range append(wrong, also...) {
		t.Error(fault)
	}
}

// germanIn is a file of texts.
func germanIn(t *testing.T, name string) (german language.Table) {
	text, err := os.ReadFile(filepath.Join(root, "language", name))
	if err == nil {
		err = json.Unmarshal(text, &german)
	}
	if err != nil {
		t.Fatal(err)
	}
	return german
}

func TestWhatIsSaidOfAScenarioHasItsGermanWithTheSamePlaces(t *testing.T) {
	told := append(describing(), messages(t)...)
	for _, fault := range faultsOf("de-scenario.json", told, germanIn(t, "de-scenario.json")) {
		t.Error(fault)
	}
}

// describing are the texts that describe the fields of scenarios.
func describing() []language.Text {
	var told []language.Text
	scenario.SchemaTold(func(text string) string {
		told = append(told, language.Text(text))
		return text
	})
	slices.Sort(told)
	return slices.Compact(told)
}

func TestATextWithoutItsGermanIsNamed(t *testing.T) {
	told := []language.Text{"{n} of {all} are served", "{n} key | {n} keys", "never", "%q is no %s"}
	german := language.Table{
		"{n} of {all} are served": "von {all} sind {n} bedient", "{n} key | {n} keys": "{n} Schlüssel", "never": "nie",
		"%q is no %s": "als %[2]s gibt es %[1]q nicht",
	}
	if faults := faultsOf("de.json", told, german); len(faults) > 0 {
		t.Errorf("of what is right, %q is said", faults)
	}
	for _, c := range []struct {
		change func(t language.Table)
		want   string
	}{
		{func(t language.Table) { delete(t, "never") }, `"never" has no German`},
		{func(t language.Table) { t["never"] = "" }, `"never" has no German`},
		{func(t language.Table) { t["never"] = "nie {n}" }, `"never" has other places in German`},
		{func(t language.Table) { t["{n} of {all} are served"] = "{n} sind bedient" }, `"{n} of {all} are served" has other places in German`},
		{func(t language.Table) { t["{n} key | {n} keys"] = "ein Schlüssel | {n} Schlüssel | viele" }, `"{n} key | {n} keys" has other places in German`},
		{func(t language.Table) { t["ever"] = "je" }, `nobody says "ever"`},
		{func(t language.Table) { t["%q is no %s"] = "%[2]s ist %q nicht" }, `"%q is no %s" has other places in German`},
	} {
		changed := maps.Clone(german)
		c.change(changed)
		if faults := faultsOf("de.json", told, changed); len(faults) != 1 || !strings.Contains(faults[0], c.want) {
			t.Errorf("%q is said, not %s", faults, c.want)
		}
	}
}

// texts are all that packages say, by the type of what they say, and what they make
// texts of that nobody can know here.
func texts(t *testing.T, names ...string) (told []language.Text, wrong []string) {
	for _, p := range loaded(t, names...) {
		before := len(told)
		for e, is := range p.TypesInfo.Types {
			switch call, ok := e.(*ast.CallExpr); {
			case is.IsType() || !isText(is.Type):
			case is.Value != nil:
				told = append(told, language.Text(constant.StringVal(is.Value)))
			case ok && p.TypesInfo.Types[call.Fun].IsType() && !fromTable.MatchString(types.ExprString(call.Args[0])):
				wrong = append(wrong, fmt.Sprintf("%s: %s is made of what stands in no text", p.Fset.Position(e.Pos()), types.ExprString(e)))
			}
		}
		if p.PkgPath == telling[0] && len(told)-before < 50 {
			t.Fatalf("%s says %d texts, which are too few to have found all", p.PkgPath, len(told)-before)
		}
	}
	slices.Sort(told)
	return slices.Compact(told), wrong
}

// loaded are packages with their types.
func loaded(t *testing.T, names ...string) []*packages.Package {
	all, err := packages.Load(&packages.Config{
		Dir:  root,
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedSyntax | packages.NeedTypes | packages.NeedTypesInfo | packages.NeedImports | packages.NeedDeps,
	}, names...)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range all {
		for _, e := range p.Errors {
			t.Fatal(e)
		}
	}
	return all
}

// fromTable is what stands in a table that knows nothing of languages.
var fromTable = regexp.MustCompile(`\.Row\(\)\.Title$|^e\.Section$`)

func isText(t types.Type) bool {
	return t != nil && t.String() == "backchat/language.Text"
}

// faultsOf are the texts that have no German or another one, and what nobody says.
func faultsOf(file string, told []language.Text, german language.Table) []string {
	var faults []string
	for _, text := range told {
		if german[text] == "" {
			faults = append(faults, fmt.Sprintf("language/%s: %q has no German", file, text))
		} else if !samePlaces(string(text), german[text]) {
			faults = append(faults, fmt.Sprintf("language/%s: %q has other places in German", file, text))
		}
	}
	for _, text := range slices.Sorted(maps.Keys(german)) {
		if !slices.Contains(told, text) {
			faults = append(faults, fmt.Sprintf("language/%s: nobody says %q", file, text))
		}
	}
	return faults
}

var (
	place = regexp.MustCompile(`\{\w+\}`)
	verb  = regexp.MustCompile(`%(\[\d\])?[\d.]*([a-z])`)
)

// samePlaces tells whether both forms of a text have the places of those of another;
// one that is for one thing may leave out how many.
func samePlaces(text, other string) bool {
	forms := strings.Split(other, " | ")
	want := placesOf(text)
	for i, form := range forms {
		got := placesOf(form)
		if i == 0 && len(forms) == 2 && slices.Contains(want, "{n}") {
			got = placesOf(form + "{n}")
		}
		if !slices.Equal(got, want) {
			return false
		}
	}
	return len(forms) <= 2
}

// placesOf are the places of a text, and those of a format: each a number and a verb.
func placesOf(text string) []string {
	all := place.FindAllString(text, -1)
	next := 1
	for _, found := range verb.FindAllStringSubmatch(text, -1) {
		if found[1] != "" {
			next = int(found[1][1] - '0')
		}
		all = append(all, strconv.Itoa(next)+found[2])
		next++
	}
	slices.Sort(all)
	return slices.Compact(all)
}
