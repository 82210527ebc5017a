"""What machines of other participants call: DID documents, the Dataspace Protocol, credentials, data."""
