"""What the model says of pictures: the teacher's descriptions, and the sentence that a catalog stores."""
