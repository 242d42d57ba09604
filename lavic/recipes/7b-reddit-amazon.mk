# The paper's experiment on the released Reddit-Amazon files (docs/TRAINING.md):
#
#   make -f lavic/recipes/7b-reddit-amazon.mk DATA=amazon DOMAIN=all_beauty
#
# DATA holds item2meta_train.json, pictures/{ASIN}_{k}.jpg and {DOMAIN}/train.jsonl and test.jsonl. Every step resumes.

RUN ?= .venv/bin/python
DATA ?= amazon
DOMAIN ?= all_beauty
MODEL ?= llava-hf/llava-v1.6-mistral-7b-hf
OUT ?= runs/7b
SHOP ?= shops/reddit-amazon
# The teacher's, as released. $(DATA)/descriptions.jsonl instead: the full-token model writes its own.
DESCRIPTIONS ?= $(DATA)/item2meta_train.json
# nf4 is QLoRA, none is bf16.
QUANTIZE ?= nf4
# Further options of the two trainings, such as --gradient-checkpointing, or --objective id for stage 2.
STAGE1 ?=
STAGE2 ?=

ADAPTERS := --model $(MODEL) --adapters $(OUT)-$(DOMAIN)
EVALUATE := $(RUN) -m lavic evaluate $(DATA)/$(DOMAIN)/test.jsonl --catalog $(SHOP) --key candidates_st --drop-leaks $(ADAPTERS)

.PHONY: evaluation always
evaluation: $(OUT)-$(DOMAIN)/manifest.json
	$(EVALUATE) --arms order,random,encoder:minilm,zero,text,lavic --json $(OUT)-$(DOMAIN)/logits.json
	$(EVALUATE) --arms text,lavic --procedure paper --json $(OUT)-$(DOMAIN)/paper.json

# Stage 2, one model per domain.
$(OUT)-$(DOMAIN)/manifest.json: $(SHOP)/manifest.json
	$(RUN) -m lavic tune $(DATA)/$(DOMAIN)/train.jsonl --catalog $(SHOP) --key candidates_st --drop-leaks --mask-images 0 \
	  --model $(MODEL) --adapters $(OUT) --quantize $(QUANTIZE) --out $(OUT)-$(DOMAIN) $(STAGE2)

$(SHOP)/manifest.json: $(OUT)/manifest.json
	$(RUN) -m catalog build $(DATA)/item2meta_train.json --images $(DATA)/pictures --out $(SHOP) \
	  --model $(MODEL) --adapters $(OUT) --no-describe

$(OUT)/manifest.json: $(DESCRIPTIONS)
	$(RUN) -m lavic distill $(DESCRIPTIONS) --model $(MODEL) --out $(OUT) $(STAGE1)

# Always asked: a run that was killed left a file that is not whole. Where nothing is missing, nothing is loaded.
$(DATA)/descriptions.jsonl: always
	$(RUN) -m lavic describe $(DATA) --model $(MODEL)
