# The shipped checkpoint from nothing: `make checkpoint`. Hours on two cores; docs/TRAINING.md says where they go.
# `make checkpoint SMALL=1` runs every command of it once, on a few hundred pictures, in half an hour: what it gives is useless.

# Four shops that share no product: the tower learns from the first alone; stage 2 talks about the second, which the
# tower never saw, so that it learns how far to trust it; the third is only described, so that sentences are learnt from
# more pictures; choices between settings are made on the fourth. So it is with real photographs, of clothes and in the
# public domain (fetched once): 1,750 for the tower, 500 others to talk about, and their validation part, for evaluation
# only.
DATA := renders
CLOTHES := renders/clothing-dataset-small
OUT := runs/tiny
TRAIN_COUNT := 2508
VALID_COUNT := 380
TALK_COUNT := 2000
MORE_COUNT := 2000
SHOP := 500
VALID_CONVERSATIONS := 600
CONVERSATIONS := 10000
REFUSALS := 2500
EXERCISES := 24000
TRAIN_EXERCISES := 24000
PHOTO_EXERCISES := 5000
EYE_EXERCISES := 3000
PHOTO_REQUESTS := 1600
EYE_EACH := 250
PHOTOS_EACH := 50
LOOK := --size 320 --samples 6 --resume
DISTILL :=
TUNE :=
ifdef SMALL
DATA := renders/small
OUT := runs/small
TRAIN_COUNT := 190
VALID_COUNT := 190
TALK_COUNT := 190
MORE_COUNT := 190
SHOP := 190
VALID_CONVERSATIONS := 20
CONVERSATIONS := 60
REFUSALS := 20
EXERCISES := 60
TRAIN_EXERCISES := 30
PHOTO_EXERCISES := 20
EYE_EXERCISES := 20
PHOTO_REQUESTS := 40
EYE_EACH := 30
PHOTOS_EACH := 40
LOOK := --size 96 --samples 1 --resume
DISTILL := --attribute-pretraining-epochs 1 --projector-epochs 1 --projector-finetuning-epochs 1
TUNE := --projector-ranking-epochs 1
endif

TRAIN := $(DATA)/train
TALK := $(DATA)/talk
MORE := $(DATA)/more
VALID := $(DATA)/valid
EYE := $(DATA)/photos-eye
PHOTOS := $(DATA)/photos-two
STUDIO := $(RUN) -m studio
TALK_OF = $(STUDIO) converse --truth $(1)/truth.jsonl --feed $(1)/feed.jsonl --out $(1)/$(2).jsonl
BUILD = $(RUN) -m catalog build $(1)/feed.jsonl --images $(1)/pictures --out $(1)/shop --adapters $(OUT) --no-describe
CANDIDATES := $(RUN) -m retrieval candidates --catalog $(TALK)/shop --k 20 --shop $(SHOP)
renders: $(VENV)/ready-dev $(CLOTHES)
	$(STUDIO) render --out $(TRAIN) --count $(TRAIN_COUNT) --seed 1 $(LOOK)
	$(STUDIO) render --out $(VALID) --count $(VALID_COUNT) --seed 2 $(LOOK)
	$(STUDIO) render --out $(TALK) --count $(TALK_COUNT) --seed 3 $(LOOK)
	$(STUDIO) render --out $(MORE) --count $(MORE_COUNT) --seed 6 $(LOOK)
	$(STUDIO) stock --out $(TRAIN) --seed 1 --variants 5
	$(STUDIO) stock --out $(VALID) --seed 2
	$(STUDIO) stock --out $(TALK) --seed 3 --variants 5
	$(STUDIO) stock --out $(MORE) --seed 6 --variants 5
	$(call TALK_OF,$(VALID),conversations) --count $(VALID_CONVERSATIONS) --seed 2
	$(call TALK_OF,$(TALK),conversations) --count $(CONVERSATIONS) --seed 3 --shop $(SHOP) --described 1
	$(call TALK_OF,$(TALK),refusals) --count $(REFUSALS) --seed 4 --shop $(SHOP) --refusals 1
	$(call TALK_OF,$(TALK),exercises) --count 0 --exercises $(EXERCISES) --seed 3
	$(call TALK_OF,$(TRAIN),exercises) --count 0 --exercises $(TRAIN_EXERCISES) --seed 1
	$(STUDIO) photos $(CLOTHES)/train --out $(EYE) --after $(PHOTOS_EACH) --each $(EYE_EACH) --variants 3 --seed 5 \
	  --count 0 --exercises $(EYE_EXERCISES)
	$(STUDIO) photos $(CLOTHES)/train --out $(PHOTOS) --each $(PHOTOS_EACH) --count $(PHOTO_REQUESTS) --seed 4 \
	  --exercises $(PHOTO_EXERCISES)
	$(STUDIO) photos $(CLOTHES)/validation --out $(DATA)/photos-valid --count 1000 --seed 20252

$(CLOTHES):
	git clone --depth 1 https://github.com/alexeygrigorev/clothing-dataset-small $@

checkpoint: renders
	$(RUN) -m lavic distill $(TRAIN) $(EYE) --read $(TALK) --read $(MORE) --read $(PHOTOS) --noise 0.5 --out $(OUT) $(DISTILL)
	$(call BUILD,$(TALK))
	$(call BUILD,$(TRAIN))
	$(call BUILD,$(PHOTOS))
	$(call BUILD,$(EYE))
	$(CANDIDATES) $(TALK)/conversations.jsonl --out $(TALK)/conversations.jsonl
	$(CANDIDATES) $(TALK)/refusals.jsonl --out $(TALK)/refusals.jsonl
	$(RUN) -m lavic tune $(TALK)/conversations.jsonl $(TALK)/refusals.jsonl $(PHOTOS)/conversations.jsonl \
	  --catalog $(TALK)/shop --catalog $(TALK)/shop --catalog $(PHOTOS)/shop \
	  --synthetic-queries $(TALK)/exercises.jsonl --synthetic-queries $(TRAIN)/exercises.jsonl \
	  --catalog $(TALK)/shop --catalog $(TRAIN)/shop \
	  --synthetic-queries $(PHOTOS)/exercises.jsonl --synthetic-queries $(EYE)/exercises.jsonl \
	  --catalog $(PHOTOS)/shop --catalog $(EYE)/shop --key candidates_kind --tag visual \
	  --served candidates_live --candidates 0 --adapters $(OUT) --out $(OUT) --mask-images 0.06 --noise 1 --projector-ranking-noise 1 $(TUNE)
