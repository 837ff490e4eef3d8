namespace IntegrationHub.Connectors;

/// <summary>
/// A file of the catalogue that defines a stream, or a newer mapping of a stream that the connector brings along:
/// <c>mappings/CONNECTOR/STREAM.map.yaml</c>.
/// </summary>
/// <param name="Connector">Connector key.</param>
/// <param name="Stream">Name of the stream, as the file is called.</param>
/// <param name="Path">Path of the file in the catalogue.</param>
/// <param name="Text">The file as it was applied.</param>
public sealed record StreamDefinition(string Connector, string Stream, string Path, string Text);

/// <summary>Something to correct in a definition.</summary>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column, from 1.</param>
/// <param name="Code">Stable code; the list is in contracts/README.md.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Remedy">What to do.</param>
public sealed record DefinitionProblem(int Line, int Column, string Code, string Message, string Remedy);

/// <summary>What a definition gives.</summary>
/// <param name="Stream">The stream; null when the definition cannot be used.</param>
/// <param name="Mapping">Its mapping; null when the definition cannot be used.</param>
/// <param name="Problems">Everything that is wrong with the file; empty when it can be used.</param>
public sealed record DefinedStream(StreamDescription? Stream, IStreamMapping? Mapping, IReadOnlyList<DefinitionProblem> Problems);
