# Backchat. `make help` lists what there is.
.PHONY: help build serve site test go page browser budgets screenshots bench profile soak thorough digests validation mutants licences

# Chromium without a window: what stories see is the same, and takes four fifths of the time.
CHROMIUM ?= /usr/bin/chromium-headless-shell
MINUTES  ?= 60
# How many files of stories are told at once: they wait more than they compute.
STORIES  ?= 2
MODULES  := site/node_modules/.package-lock.json
PROFILE  := cmd/backchat/default.pgo
# What is compiled once serves all that is built and tested, wherever the house stands.
export GOFLAGS := -trimpath '-pgo=$(abspath $(PROFILE))'

help: ## what there is
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST)

build: ## the command line, as bin/backchat
	go build -o bin/backchat ./cmd/backchat

serve: $(MODULES) ## builds the page with light compression, serves it and opens it
	node site/build.mjs --quick
	go run ./cmd/backchat serve --open

site: $(MODULES) ## the page, as the folder site/dist, for any static host
	node site/build.mjs

test: go page browser ## everything that CI runs

# What takes minutes is begun first, so that both processors are busy until the end.
LONG     := $(addprefix backchat/tests/,oracles claims properties words docs wasm)

# Memory is there, time is dear: tests collect garbage less often, a sixth of the processor's time.
go: export GOGC := 400
go: export GOMEMLIMIT := 2GiB
go: ## the tests in Go
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { echo "not formatted:"; gofmt -l $$(git ls-files '*.go'); exit 1; }
	go vet ./...
	go test -vet=off -timeout 0 $(LONG) $$(go list ./... | grep -vxF $(LONG:%=-e %))

page: site ## the page's types, shape, style, budgets and licences
	cd site && npm run --silent check
	node site/budgets.mjs
	@cmp -s site/dist/THIRD-PARTY.md THIRD-PARTY.md || { echo "THIRD-PARTY.md is not what the page is built of: make licences"; exit 1; }

browser: site $(CHROMIUM) ## the page as its users live it, in Chromium
	go build -o build/backchat ./cmd/backchat
	CHROMIUM=$(CHROMIUM) BACKCHAT=$(CURDIR)/build/backchat node --test --test-concurrency=$(STORIES) tests/browser/*.test.mjs

budgets: site $(CHROMIUM) ## what the built page weighs, and how fast it is
	node site/budgets.mjs
	CHROMIUM=$(CHROMIUM) node tests/browser/speed.mjs

screenshots: site $(CHROMIUM) ## the pictures of the README
	CHROMIUM=$(CHROMIUM) node tests/browser/screenshots.mjs docs/screenshots

licences: site ## THIRD-PARTY.md, of what the page is built of
	cp site/dist/THIRD-PARTY.md THIRD-PARTY.md

bench: ## speed, beside a kernel in C in the same run
	go run ./tests/bench -pgo $(abspath $(PROFILE))

profile: ## what the compiler knows of where time goes, renewed from the gallery
	go run -pgo=off ./tests/bench -gallery -profile $(PROFILE)

soak: ## searches MINUTES for what breaks, in scenarios not tried yet
	BACKCHAT_SOAK_MINUTES=$(MINUTES) go test -count=1 -timeout 0 -run 'TestSoak$$' -v ./tests/properties

thorough: ## the tests with more cases, longer runs, narrower intervals
	BACKCHAT_SOAK=1 go test -count=1 -timeout 6h ./tests/...

digests: ## after a change of runs that is meant: says which differ from which record on, and keeps their digests
	go run ./tests/golden/renew

validation: ## docs/validation.md: what the model is held against, and how it fares
	go test -p 1 -count=1 -timeout 1h ./tests/validation ./tests/real -update
	go test -p 1 -count=1 -timeout 1h ./tests/oracles -run TestEveryGivenRowHolds -update

mutants: ## puts faults into the code and sees whether a test fails: goes on where it was broken off
	go run ./tests/mutants

$(MODULES): site/package-lock.json
	cd site && npm ci

$(CHROMIUM):
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update && apt-get install -y --no-install-recommends chromium-headless-shell; \
	else echo "The browser tests need Chromium at $(CHROMIUM): install it, or set CHROMIUM to its path (any Chromium will do)."; exit 1; fi
