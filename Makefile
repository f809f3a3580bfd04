# Dyno. `make` alone lists the targets. Set-up is done by the targets that need it.
.DEFAULT_GOAL := help
.PHONY: help setup bench bench-all demo test check format test-docker test-vllm-cpu test-sglang-cpu workflows bench-truth bench-verdict bench-compare bench-client bench-telemetry bench-report clean
.SUFFIXES:

NODE_BIN := $(CURDIR)/.tools/node/bin
export PATH := $(NODE_BIN):$(PATH):/usr/local/go/bin
NPM := $(NODE_BIN)/npm --silent
GO_FOLDERS := k6 engines/sim
# Set-up speaks on stderr: stdout carries results only (make -s bench ARGS=--json | jq).
SETUP := @sh src/setup/setup.sh >&2

# Each is passed on only if it is set; ARGS goes verbatim.
BENCH_FLAGS = $(if $(ENGINE),--engine '$(ENGINE)') $(COMMON_FLAGS)
BENCH_ALL_FLAGS = $(if $(ENGINES),--engines '$(ENGINES)') $(if $(ROUNDS),--rounds '$(ROUNDS)') $(COMMON_FLAGS)
COMMON_FLAGS = $(if $(MODEL),--model '$(MODEL)') $(if $(SUITE),--suite '$(SUITE)') \
  $(if $(TEST),--test '$(TEST)') $(if $(RUNS),--runs '$(RUNS)') $(if $(LIMIT),--limit '$(LIMIT)') \
  $(if $(RESULTS_DIR),--results-dir '$(RESULTS_DIR)') $(ARGS)

help: ## this list
	@echo 'make TARGET [ENGINE=… ENGINES="…" ROUNDS=… MODEL=… SUITE=… TEST=… RUNS=… LIMIT=… RESULTS_DIR=… ARGS="--any flag"]'
	@echo
	@sed -n 's/^\([a-z][a-z-]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | awk -F'\t' '{ printf "  %-16s %s\n", $$1, $$2 }'
	@echo
	@echo 'make itself ends with 2 when a command fails; the exit code of Dyno is the number'
	@echo 'in its line "Error N". For the code itself run ./dyno (./dyno help lists the codes).'

setup: ## set up what is missing on this machine (the targets below do it themselves)
	@sh src/setup/setup.sh

bench: ## run the tests on an engine; the report lies in results/ (make bench ENGINE=llamacpp LIMIT=20)
	$(SETUP)
	@./dyno bench $(BENCH_FLAGS)

bench-all: ## the same on several engines, then a comparison (make bench-all ENGINES="vllm sglang" ROUNDS=2 ARGS=--skip-setup)
	$(if $(findstring --skip-setup,$(ARGS)),,$(SETUP))
	@./dyno bench-all $(BENCH_ALL_FLAGS)

demo: ## such a comparison on any machine in two minutes: three simulated engines, their speeds made up
	$(if $(findstring --skip-setup,$(ARGS)),,$(SETUP))
	@./dyno bench-all --engines 'sim-vllm sim-sglang sim-trtllm' --suite demo --no-calibration $(if $(RESULTS_DIR),--results-dir '$(RESULTS_DIR)') $(ARGS)

test: ## every test: format, lint and types, then Go, then TypeScript with a real Docker Engine
	$(SETUP)
	@sh src/setup/check.sh
	@for folder in $(GO_FOLDERS); do (cd $$folder && CGO_ENABLED=0 go test ./...) || exit 1; done
	@$(NPM) test

check: ## format, lint and types only
	$(SETUP)
	@sh src/setup/check.sh

format: ## rewrite the sources in the agreed format
	$(SETUP)
	@$(NPM) run format
	@gofmt -l -w $(GO_FOLDERS)

test-docker: ## only the tests that need Docker
	$(SETUP)
	@$(NPM) run test:docker

test-vllm-cpu: ## the real vLLM on the CPU (builds an image of 3 GB, takes some minutes: not a part of `make test` nor of CI)
	$(SETUP)
	@$(NPM) run test:vllm-cpu

test-sglang-cpu: ## the real SGLang on the CPU (builds an image of 3.7 GB, takes some minutes: likewise)
	$(SETUP)
	@$(NPM) run test:sglang-cpu

workflows: ## check the GitHub workflows with actionlint (Go fetches it the first time, so it is not a part of `make check`)
	@go run github.com/rhysd/actionlint/cmd/actionlint@v1.7.12

bench-truth: ## how far reported times are from the true ones (against the simulated engine; leave the machine idle)
	$(SETUP)
	@$(NPM) run bench-truth -- $(ARGS)

bench-verdict: ## false alarms of the verdict on 225 clean cells, and planted faults that it misses (10 min; leave the machine idle)
	$(SETUP)
	@$(NPM) run bench-verdict -- $(ARGS)

bench-compare: ## how often compare sees what is not there, and what is: the simulated engine twice, and 5 % slower (25 min)
	$(SETUP)
	@$(NPM) run bench-compare -- $(ARGS)

bench-telemetry: ## what it costs that Dyno looks on: 20 pairs of loads at full speed, with and without telemetry (2 min)
	$(SETUP)
	@./dyno bench --engine sim --test low_latency --limit 4 --telemetry-cost-pairs 20 $(ARGS)

bench-report: ## time and memory of a report of 100,000 requests and 10 million tokens (writes 500 MB into /tmp, 1 min)
	$(SETUP)
	@$(NPM) run bench-report

bench-client: ## cost and errors of the load generator beside a minimal reader, against the simulator (make bench-client ARGS="--scenario steady,max")
	$(SETUP)
	@cd k6 && mkdir -p ../.tools/bench && CGO_ENABLED=0 go build -buildvcs=false -o ../.tools/bench/ ./bench/...
	@.tools/bench/bench $(ARGS)

clean: ## remove what a killed run left in Docker; results and set-up stay
	@./dyno clean
