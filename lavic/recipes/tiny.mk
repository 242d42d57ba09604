# The shipped checkpoint from nothing: `make checkpoint`. Hours on two cores; docs/TRAINING.md says where they go.

# Three shops that share no product: the tower learns from the first alone; stage 2 talks about the second, which the
# tower never saw, so that it learns how far to trust it; choices between settings are made on the third. So it is with
# real photographs, of clothes and in the public domain (fetched once): 1,750 for the tower, 500 others to talk about,
# and their validation part, for evaluation only.
TRAIN := renders/train
TALK := renders/talk
VALID := renders/valid
CLOTHES := renders/clothing-dataset-small
EYE := renders/photos-eye
PHOTOS := renders/photos-two
STUDIO := $(RUN) -m catalog.studio
LOOK := --size 320 --samples 6 --resume
BUILD := $(RUN) -m catalog build --adapters runs/tiny --no-describe
CANDIDATES := $(RUN) -m retrieval candidates --catalog $(TALK)/shop --k 20 --shop 500
renders: $(VENV)/ready-dev $(CLOTHES)
	$(STUDIO) render --out $(TRAIN) --count 2508 --seed 1 $(LOOK)
	$(STUDIO) render --out $(VALID) --count 380 --seed 2 $(LOOK)
	$(STUDIO) render --out $(TALK) --count 2000 --seed 3 $(LOOK)
	$(STUDIO) stock --out $(TRAIN) --seed 1 --variants 5
	$(STUDIO) stock --out $(VALID) --seed 2
	$(STUDIO) stock --out $(TALK) --seed 3 --variants 5
	$(STUDIO) converse --truth $(VALID)/truth.jsonl --feed $(VALID)/feed.jsonl --out $(VALID)/conversations.jsonl \
	  --count 600 --seed 2
	$(STUDIO) converse --truth $(TALK)/truth.jsonl --feed $(TALK)/feed.jsonl --out $(TALK)/conversations.jsonl \
	  --count 10000 --seed 3 --shop 500 --described 1
	$(STUDIO) converse --truth $(TALK)/truth.jsonl --feed $(TALK)/feed.jsonl --out $(TALK)/refusals.jsonl \
	  --count 2500 --seed 4 --shop 500 --refusals 1
	$(STUDIO) converse --truth $(TALK)/truth.jsonl --feed $(TALK)/feed.jsonl --out $(TALK)/exercises.jsonl \
	  --count 0 --exercises 24000 --seed 3
	$(STUDIO) converse --truth $(TRAIN)/truth.jsonl --feed $(TRAIN)/feed.jsonl --out $(TRAIN)/exercises.jsonl \
	  --count 0 --exercises 12000 --seed 1
	$(STUDIO) photos $(CLOTHES)/train --out $(EYE) --after 50 --each 250 --variants 3 --seed 5
	$(STUDIO) photos $(CLOTHES)/train --out $(PHOTOS) --each 50 --count 1600 --seed 4
	$(STUDIO) photos $(CLOTHES)/validation --out renders/photos-valid --count 1000 --seed 20252

$(CLOTHES):
	git clone --depth 1 https://github.com/alexeygrigorev/clothing-dataset-small $@

checkpoint: renders
	$(RUN) -m lavic distill $(TRAIN) $(EYE) --read $(TALK) --read $(PHOTOS) --noise 0.5 --out runs/tiny
	$(BUILD) $(TALK)/feed.jsonl --images $(TALK)/pictures --out $(TALK)/shop
	$(BUILD) $(TRAIN)/feed.jsonl --images $(TRAIN)/pictures --out $(TRAIN)/shop
	$(BUILD) $(PHOTOS)/feed.jsonl --images $(PHOTOS)/pictures --out $(PHOTOS)/shop
	$(CANDIDATES) $(TALK)/conversations.jsonl --out $(TALK)/conversations.jsonl
	$(CANDIDATES) $(TALK)/refusals.jsonl --out $(TALK)/refusals.jsonl
	$(RUN) -m lavic tune $(TALK)/conversations.jsonl $(TALK)/refusals.jsonl $(PHOTOS)/conversations.jsonl \
	  --catalog $(TALK)/shop --catalog $(TALK)/shop --catalog $(PHOTOS)/shop \
	  --exercises $(TALK)/exercises.jsonl --exercises $(TRAIN)/exercises.jsonl \
	  --catalog $(TALK)/shop --catalog $(TRAIN)/shop --key candidates_kind --tag visual \
	  --served candidates_live --candidates 0 --adapters runs/tiny --out runs/tiny --withhold 0.06 --noise 1 --refine-noise 1
