"""What a listing says, by rule: its measures, looks and denials. Both who reads messages and who searches read it."""
