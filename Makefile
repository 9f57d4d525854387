.DEFAULT_GOAL := help
.PHONY: help run test dev check check-server check-web fix bench client docs migration lock install web clean
PY := .venv/bin/python
NPM := scripts/with-node.sh npm run -s

help: ## this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: ## install what is missing, build the web side, migrate, serve
	@scripts/install.sh all
	@exec .venv/bin/tenon serve

test: ## install what is missing, then every check and test
	@scripts/install.sh all
	@scripts/test.sh

dev: ## server with reload and the web side with hot replacement
	@scripts/install.sh all
	@trap 'kill 0' EXIT; export TENON_URL=$${TENON_URL:-http://127.0.0.1:$${TENON_PORT:-8600}}; \
	.venv/bin/tenon serve --reload & $(NPM) dev

check: ## formatting, lint, types, import contracts
	@scripts/install.sh python && scripts/install.sh node
	@$(MAKE) -s -j2 --output-sync=target check-server check-web

check-server:
	cd server && ../.venv/bin/ruff format --check . ../sandbox ../bench ../scripts
	cd server && ../.venv/bin/ruff check . ../sandbox ../bench ../scripts
	cd server && ../.venv/bin/pyright
	cd server && ../.venv/bin/lint-imports

check-web:
	$(NPM) lint
	$(NPM) typecheck
	$(NPM) i18n:check
	$(NPM) client:check

fix: ## apply formatting and safe fixes
	cd server && ../.venv/bin/ruff format . ../sandbox ../bench ../scripts && ../.venv/bin/ruff check --fix . ../sandbox ../bench ../scripts
	$(NPM) fix

bench: ## the benchmarks, as a table
	@scripts/install.sh all
	@$(PY) -m bench

client: ## write the web side's API types anew from the server's OpenAPI document
	@scripts/install.sh all
	$(NPM) client

docs: ## write the generated reference pages anew
	$(PY) scripts/reference.py

migration: ## write a new database migration: make migration m="add x"
	$(PY) -m tenon.cli.main migrate new "$(m)"

lock: ## resolve dependencies anew
	@scripts/lock.sh

install: ## install what is missing, without running anything
	@scripts/install.sh all

web: ## build the web side
	@scripts/install.sh web

clean: ## remove everything that was installed or built
	rm -rf .venv .tools .build web/node_modules web/dist
