# Backchat. `make help` lists what there is.
.PHONY: help test bench soak build

help: ## what there is
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST)

build: ## the command line, as bin/backchat
	go build -trimpath -o bin/backchat ./cmd/backchat

test: ## everything that CI runs
	@test -z "$$(gofmt -l .)" || { echo "not formatted:"; gofmt -l .; exit 1; }
	go vet ./...
	go test ./...

bench: ## speed, beside a kernel in C in the same run
	go run ./tests/bench

soak: ## the long searches: more cases, longer runs, narrower intervals
	BACKCHAT_SOAK=1 go test -count=1 -timeout 6h ./tests/...
