package validation

import "testing"

func TestOnePartIsReplacedAndNothingElse(t *testing.T) {
	const whole = "a\n<!-- begin x: make validation -->\nold\n<!-- end x -->\nb\n<!-- begin y: make validation -->\n<!-- end y -->\n"
	got, err := replaced(whole, "x", "new\n")
	const want = "a\n<!-- begin x: make validation -->\n\nnew\n\n<!-- end x -->\nb\n<!-- begin y: make validation -->\n<!-- end y -->\n"
	if err != nil || got != want {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
	if again, _ := replaced(got, "x", "new"); again != got {
		t.Errorf("the second time it becomes %q", again)
	}
	if _, err := replaced(whole, "z", "new"); err == nil {
		t.Error("a part that there is not is replaced")
	}
}
