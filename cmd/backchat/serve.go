package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
)

// A serveRequest is what the flags of serve ask for.
type serveRequest struct {
	addr, dir string
	open      bool
}

func (p *program) serve() *cobra.Command {
	var r serveRequest
	c := &cobra.Command{
		Use: "serve", Short: "Serve the page from a folder that make site has built", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return p.servePage(c.Context(), &r) },
	}
	c.Flags().StringVar(&r.addr, "addr", "127.0.0.1:8080", "where to listen; port 0 takes a free one")
	c.Flags().StringVar(&r.dir, "dir", "site/dist", "the folder")
	c.Flags().BoolVar(&r.open, "open", false, "open the page in a browser")
	return c
}

// servePage serves until the context is done.
func (p *program) servePage(ctx context.Context, r *serveRequest) error {
	dir, err := os.OpenRoot(r.dir)
	if err != nil {
		return noPage(r.dir, err)
	}
	defer dir.Close()
	if _, err := dir.Stat("index.html"); err != nil {
		return noPage(r.dir, err)
	}
	listener, err := net.Listen("tcp", r.addr)
	if err != nil {
		return err
	}
	url := "http://" + listener.Addr().String() + "/"
	fmt.Fprintln(p.out, url)
	server := newServer(dir.FS(), p.errs)
	stop := context.AfterFunc(ctx, func() { _ = server.Close() })
	defer stop()
	if r.open {
		if err := browse(url); err != nil {
			fmt.Fprintln(p.errs, "backchat: no browser was opened:", err)
		}
	}
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func noPage(dir string, err error) error {
	return wrong("%s holds no page: build it with make site (%w)", dir, err)
}

// newServer serves the files of a folder to clients that may be slow, but not
// without end: the whole page takes a quarter of an hour at 100 kbit/s. The
// folder is an [os.Root]'s, so that no symbolic link leads out of it.
func newServer(dir fs.FS, errs io.Writer) *http.Server {
	return &http.Server{
		Handler:           pageHandler(dir),
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       20 * time.Second,
		WriteTimeout:      15 * time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          log.New(errs, "backchat: ", 0),
	}
}

// browse opens a URL the way that the system does.
func browse(url string) error {
	switch runtime.GOOS {
	case "darwin":
		return exec.Command("open", url).Start()
	case "windows":
		return exec.Command("rundll32", "url.dll,FileProtocolHandler", url).Start()
	}
	return exec.Command("xdg-open", url).Start()
}

// contentTypes are those of the files of the page, by their ending.
var contentTypes = map[string]string{
	".html": "text/html; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".css":  "text/css; charset=utf-8",
	".json": "application/json; charset=utf-8",
	".md":   "text/markdown; charset=utf-8",
	".svg":  "image/svg+xml",
	".png":  "image/png",
	".wasm": "application/wasm",
	".bin":  "application/octet-stream",
}

// policy lets the page load nothing but its own files, run no script but
// those, and compile WebAssembly. It has no frame-ancestors, and there is no
// X-Frame-Options, on purpose: others may embed the page in theirs. A stolen
// click could do no harm, since the page knows no user and keeps no secret.
// The player's frame has to be as open as the page, since a browser asks the
// page around the page as well.
const policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; " +
	"img-src 'self' data: blob:; base-uri 'none'; form-action 'none'; object-src 'none'"

// encodings are the compressed forms that may lie beside a file, best first.
var encodings = [...]struct{ name, ending string }{{"br", ".br"}, {"gzip", ".gz"}}

// encoded is the form of a file to send: the name of the file that has it, and
// its encoding, "" for none.
func encoded(accept []string, dir fs.FS, name string) (file, encoding string) {
	var there []string
	endings := map[string]string{}
	for _, e := range encodings {
		if hasFile(dir, name+e.ending) {
			there = append(there, e.name)
			endings[e.name] = e.ending
		}
	}
	encoding = preferred(accept, there)
	return name + endings[encoding], encoding
}

// hashed matches the names of files that never change: they have a hash.
var hashed = regexp.MustCompile(`-[0-9A-Z]{8}\.[a-z]+$`)

// pageHandler serves the files of a folder, precompressed where it has such
// and the browser takes them.
func pageHandler(dir fs.FS) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "only GET and HEAD", http.StatusMethodNotAllowed)
			return
		}
		name := strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/")
		if name == "" {
			name = "index.html"
		}
		guard(w.Header())
		if kind, ok := contentTypes[path.Ext(name)]; !ok || !serveFile(w, r, dir, name, kind) {
			http.Error(w, "there is no such file", http.StatusNotFound)
		}
	})
}

func guard(h http.Header) {
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
}

// serveFile serves one file, if it is there.
func serveFile(w http.ResponseWriter, r *http.Request, dir fs.FS, name, kind string) bool {
	if !hasFile(dir, name) {
		return false
	}
	file, encoding := encoded(r.Header.Values("Accept-Encoding"), dir, name)
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Vary", "Accept-Encoding")
	h.Set("Cache-Control", "no-cache")
	if hashed.MatchString(name) {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	if encoding != "" {
		h.Set("Content-Encoding", encoding)
		if info, err := fs.Stat(dir, file); err == nil && r.Header.Get("Range") == "" {
			h.Set("Content-Length", strconv.FormatInt(info.Size(), 10)) // net/http leaves it out, and the page tells it
		}
	}
	http.ServeFileFS(w, r, dir, file)
	return true
}

func hasFile(dir fs.FS, name string) bool {
	info, err := fs.Stat(dir, name)
	return err == nil && info.Mode().IsRegular()
}
