"""The technology compatibility kits of the Eclipse Dataspace TCK project, run against a plain node of ours."""
