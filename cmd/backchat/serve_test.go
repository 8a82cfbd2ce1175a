package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

func servedPage(method, target, encodings string) *http.Response {
	dir := fstest.MapFS{
		"index.html":            {Data: []byte("<!doctype html>")},
		"player.wasm":           {Data: []byte("raw")},
		"player.wasm.br":        {Data: []byte("brotli")},
		"player.wasm.gz":        {Data: []byte("gzip")},
		"lab-0A1B2C3D.wasm":     {Data: []byte("raw")},
		"s/news/base.trace":     {Data: []byte("trace")},
		"secret.txt":            {Data: []byte("no type, not served")},
		"lonely.js.br":          {Data: []byte("without its file")},
		"s/news/scenario.json":  {Data: []byte("{}")},
		"s/news/opening.json":   {Data: []byte("{}")},
		"icon.svg":              {Data: []byte("<svg/>")},
		"main-ABCDEFGH.css.map": {Data: []byte("{}")},
	}
	r := httptest.NewRequest(method, target, nil)
	r.Header.Set("Accept-Encoding", encodings)
	w := httptest.NewRecorder()
	pageHandler(dir).ServeHTTP(w, r)
	return w.Result()
}

func TestTheBestEncodingThatTheBrowserTakesIsSent(t *testing.T) {
	for _, row := range []struct{ reason, accepts, want string }{
		{"brotli before gzip", "gzip, deflate, br, zstd", "br"},
		{"gzip where there is no brotli", "gzip, deflate", "gzip"},
		{"what is refused is not sent", "br;q=0, gzip;q=0.5", "gzip"},
		{"nothing where nothing is taken", "", ""},
	} {
		r := servedPage("GET", "/player.wasm", row.accepts)
		if got := r.Header.Get("Content-Encoding"); got != row.want || r.Header.Get("Content-Type") != "application/wasm" || r.StatusCode != 200 {
			t.Errorf("%s: %d, %q, %q", row.reason, r.StatusCode, got, r.Header.Get("Content-Type"))
		}
	}
}

func TestOnlyNamesWithAHashAreKeptForEver(t *testing.T) {
	for target, want := range map[string]string{
		"/": "no-cache", "/player.wasm": "no-cache", "/s/news/base.trace": "no-cache",
		"/lab-0A1B2C3D.wasm": "public, max-age=31536000, immutable",
	} {
		if got := servedPage("GET", target, "").Header.Get("Cache-Control"); got != want {
			t.Errorf("%s: %q, want %q", target, got, want)
		}
	}
}

func TestEveryAnswerHasTheStrictPolicy(t *testing.T) {
	for _, target := range []string{"/", "/icon.svg", "/nowhere.js"} {
		got := servedPage("GET", target, "").Header.Get("Content-Security-Policy")
		if !strings.HasPrefix(got, "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'") || strings.Contains(got, "unsafe-inline") {
			t.Errorf("%s: %q", target, got)
		}
	}
}

func TestOthersMayEmbedThePage(t *testing.T) {
	for _, target := range []string{"/", "/player.html"} {
		h := servedPage("GET", target, "").Header
		if policy := h.Get("Content-Security-Policy"); strings.Contains(policy, "frame-ancestors") || h.Get("X-Frame-Options") != "" {
			t.Errorf("%s: %q, %q", target, policy, h.Get("X-Frame-Options"))
		}
	}
}

func TestWhatIsNotThePageIsNotServed(t *testing.T) {
	for _, row := range []struct {
		reason, method, target string
		want                   int
	}{
		{"no such file", "GET", "/nowhere.js", 404},
		{"a type that the page has none of", "GET", "/secret.txt", 404},
		{"out of the folder", "GET", "/../../etc/passwd", 404},
		{"a folder", "GET", "/s/news", 404},
		{"a compressed form alone", "GET", "/lonely.js", 404},
		{"a change", "POST", "/", 405},
		{"only the head", "HEAD", "/", 200},
	} {
		if got := servedPage(row.method, row.target, "br").StatusCode; got != row.want {
			t.Errorf("%s: %d, want %d", row.reason, got, row.want)
		}
	}
}
