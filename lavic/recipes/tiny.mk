# The shipped checkpoint from nothing: `make checkpoint`. Hours on two cores; docs/TRAINING.md says where they go.

# Three shops that share no product: stage 1 looks at the first; stage 2 talks about the second, which the tower never
# saw, so that it learns how far to trust it; choices between settings are made on the third.
TRAIN := renders/train
TALK := renders/talk
VALID := renders/valid
STUDIO := $(RUN) -m catalog.studio
LOOK := --size 320 --samples 6 --resume
renders: $(VENV)/ready-dev
	$(STUDIO) render --out $(TRAIN) --count 2508 --seed 1 $(LOOK)
	$(STUDIO) render --out $(VALID) --count 228 --seed 2 $(LOOK)
	$(STUDIO) render --out $(TALK) --count 1000 --seed 3 $(LOOK)
	$(STUDIO) stock --out $(TRAIN) --seed 1 --variants 5
	$(STUDIO) stock --out $(VALID) --seed 2
	$(STUDIO) stock --out $(TALK) --seed 3
	$(STUDIO) converse --truth $(VALID)/truth.jsonl --feed $(VALID)/feed.jsonl --out $(VALID)/conversations.jsonl \
	  --count 400 --seed 2
	$(STUDIO) converse --truth $(TALK)/truth.jsonl --feed $(TALK)/feed.jsonl --out $(TALK)/conversations.jsonl \
	  --count 10500 --seed 3 --shop 344

checkpoint: renders
	$(RUN) -m lavic distill $(TRAIN) --out runs/tiny
	$(RUN) -m catalog build $(TALK)/feed.jsonl --images $(TALK)/pictures --out $(TALK)/shop --adapters runs/tiny \
	  --no-describe
	$(RUN) -m lavic tune $(TALK)/conversations.jsonl --key candidates_kind --catalog $(TALK)/shop \
	  --adapters runs/tiny --out runs/tiny --candidates 12 --tag visual --withhold 0.06 --noise 1
