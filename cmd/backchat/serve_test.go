package main

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

func servedPage(method, target, encodings string) *http.Response {
	dir := fstest.MapFS{
		"index.html":            {Data: []byte("<!doctype html>")},
		"player.wasm":           {Data: []byte("raw")},
		"player.wasm.br":        {Data: []byte("brotli")},
		"player.wasm.gz":        {Data: []byte("gzip")},
		"lab-0A1B2C3D.wasm":     {Data: []byte("raw")},
		"s/news.bin":            {Data: []byte("deflated")},
		"secret.txt":            {Data: []byte("no type, not served")},
		"lonely.js.br":          {Data: []byte("without its file")},
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
		{"a weight is a weight in capitals too", "br;Q=0, gzip", "gzip"},
		{"so is an encoding", "BR", "br"},
		{"blanks are no matter", "gzip ; q = 0.1 , br ;q=0.000", "gzip"},
		{"the greater weight", "br;q=0.5, gzip;q=0.8", "gzip"},
		{"any", "*", "br"},
		{"any but one", "*, br;q=0", "gzip"},
		{"none but one", "*;q=0, gzip", "gzip"},
		{"none at all", "*;q=0", ""},
		{"rather as it is", "identity, br;q=0.5", ""},
		{"as well as it is", "identity;q=0.5, gzip;q=0.5", "gzip"},
		{"what is no weight refuses", "br;q=high, gzip;level=9", ""},
		{"nor is one above 1", "br;q=2", ""},
	} {
		r := servedPage("GET", "/player.wasm", row.accepts)
		if got := r.Header.Get("Content-Encoding"); got != row.want || r.Header.Get("Content-Type") != "application/wasm" || r.StatusCode != 200 {
			t.Errorf("%s: %d, %q, %q", row.reason, r.StatusCode, got, r.Header.Get("Content-Type"))
		}
	}
}

func TestEveryAnswerSaysHowLongItIs(t *testing.T) {
	for _, accepts := range []string{"br", "gzip", ""} {
		r := servedPage("GET", "/player.wasm", accepts)
		body, err := io.ReadAll(r.Body)
		if got := r.Header.Get("Content-Length"); err != nil || got != strconv.Itoa(len(body)) {
			t.Errorf("accepting %q: %q, and %d bytes, %v", accepts, got, len(body), err)
		}
	}
}

func TestOnlyNamesWithAHashAreKeptForEver(t *testing.T) {
	for target, want := range map[string]string{
		"/": "no-cache", "/player.wasm": "no-cache", "/s/news.bin": "no-cache",
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
		{"a folder", "GET", "/s", 404},
		{"a compressed form alone", "GET", "/lonely.js", 404},
		{"a change", "POST", "/", 405},
		{"only the head", "HEAD", "/", 200},
	} {
		if got := servedPage(row.method, row.target, "br").StatusCode; got != row.want {
			t.Errorf("%s: %d, want %d", row.reason, got, row.want)
		}
	}
}

func TestNoLinkLeadsOutOfTheFolder(t *testing.T) {
	outside, inside := t.TempDir(), t.TempDir()
	for file, text := range map[string]string{
		filepath.Join(outside, "secret.json"): "secret", filepath.Join(outside, "secret.js.br"): "secret", filepath.Join(inside, "own.json"): "own", filepath.Join(inside, "secret.js"): "own",
	} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for link, to := range map[string]string{
		"secret.json": filepath.Join(outside, "secret.json"), "dir": outside, "again.json": "own.json", "secret.js.br": filepath.Join(outside, "secret.js.br"),
	} {
		if err := os.Symlink(to, filepath.Join(inside, link)); err != nil {
			t.Skip(err)
		}
	}
	root, err := os.OpenRoot(inside)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	for target, want := range map[string]string{"/secret.json": "", "/dir/secret.json": "", "/again.json": "own", "/own.json": "own", "/secret.js": "own"} {
		r := httptest.NewRequest("GET", target, nil)
		r.Header.Set("Accept-Encoding", "br")
		w := httptest.NewRecorder()
		newServer(root.FS(), io.Discard).Handler.ServeHTTP(w, r)
		if got := w.Body.String(); (w.Code == 200) != (want != "") || want != "" && got != want || strings.Contains(got, "secret") {
			t.Errorf("%s: %d %q, want %q", target, w.Code, got, want)
		}
	}
}

func TestNoClientHoldsAConnectionForEver(t *testing.T) {
	s := newServer(fstest.MapFS{}, io.Discard)
	for what, limit := range map[string]time.Duration{"reading the head": s.ReadHeaderTimeout, "reading": s.ReadTimeout, "writing": s.WriteTimeout, "doing nothing": s.IdleTimeout} {
		if limit <= 0 || limit > time.Hour {
			t.Errorf("%s may take %v", what, limit)
		}
	}
}

func TestAClientThatSaysNothingIsLeft(t *testing.T) {
	s := newServer(fstest.MapFS{}, io.Discard)
	s.ReadHeaderTimeout, s.ReadTimeout = 5*time.Millisecond, 5*time.Millisecond
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = s.Serve(listener) }()
	defer s.Close()
	c, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := io.ReadAll(c); err != nil { // ends when the server closes
		t.Error(err)
	}
}
