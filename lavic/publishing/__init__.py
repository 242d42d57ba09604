"""A trained model and its shops, laid out as the model hub reads them: files and cards, nothing that runs."""
