namespace IntegrationHub.Connectors;

/// <summary>
/// What a connector says of itself. One per connector folder; the host lists the modules explicitly.
/// </summary>
public abstract class ConnectorModule
{
    /// <summary>Key in source files, kebab-case, for ever the same.</summary>
    public abstract string Key { get; }

    /// <summary>Vietnamese name for people.</summary>
    public abstract string NameVi { get; }

    /// <summary>English name for people.</summary>
    public abstract string NameEn { get; }

    /// <summary><c>development</c>, <c>alpha</c>, <c>beta</c> or <c>stable</c>, by the evidence of the acceptance kit.</summary>
    public abstract string Stability { get; }

    /// <summary>Who answers for it.</summary>
    public abstract string Owner { get; }

    /// <summary>The streams in the order in which a full synchronisation reads them.</summary>
    public abstract IReadOnlyList<StreamDescription> Streams { get; }

    /// <summary>The options that a source file may set, in the order of a form.</summary>
    public abstract IReadOnlyList<OptionDescription> Options { get; }

    /// <summary>The mappings, one per stream and version; the highest version is current.</summary>
    public abstract IReadOnlyList<IStreamMapping> Mappings { get; }

    /// <summary>The streams that are read of a source whose file names none.</summary>
    /// <param name="options">Options of the source and defaults by name; secrets are not among them.</param>
    public virtual IReadOnlyList<StreamDescription> StreamsOf(IReadOnlyDictionary<string, string> options) => Streams;

    /// <summary>
    /// Reads a definition of the catalogue. A connector that reads whatever the catalogue describes has its streams from there; the others
    /// take newer mappings of their own streams.
    /// </summary>
    /// <returns>Null when this connector takes no definitions.</returns>
    public virtual DefinedStream? Define(StreamDefinition definition) => null;

    /// <summary>
    /// Runs the examples of a mapping (<c>STREAM.map.test.yaml</c>) and says which of them do not come out as written. Needs no network.
    /// </summary>
    /// <param name="definition">The mapping; null for the one that the connector brings along.</param>
    /// <param name="tests">Text of the file with the examples; null for those that the connector brings along for that stream.</param>
    /// <param name="stream">Name of the stream.</param>
    public virtual MappingTestResult TestMapping(string stream, StreamDefinition? definition = null, string? tests = null) => new(0, []);

    /// <summary>Creates a connector for one run.</summary>
    /// <exception cref="ConnectorException">An option is missing or wrong (<see cref="FailureCategory.Configuration"/>); the message names it.</exception>
    public abstract IConnector Create(ConnectorContext context);
}

/// <summary>What a connector gets for a run.</summary>
/// <param name="Source">Id of the configured source.</param>
/// <param name="Options">Option values by name; secrets are resolved already and must not be logged.</param>
/// <param name="Clock">The hub's clock.</param>
public sealed record ConnectorContext(string Source, IReadOnlyDictionary<string, string> Options, TimeProvider Clock)
{
    /// <summary>The catalogue's definitions for this connector, one per stream.</summary>
    /// <value>Empty when the catalogue has none.</value>
    public IReadOnlyList<StreamDefinition> Definitions { get; init; } = [];

    /// <summary>The streams that the source reads: those that a connection test tries.</summary>
    /// <value>Empty: every stream that is defined.</value>
    public IReadOnlyList<string> Streams { get; init; } = [];
}

/// <summary>A stream of a connector.</summary>
/// <param name="Name">Name in source files and feeds, kebab-case.</param>
/// <param name="TitleVi">Vietnamese title.</param>
/// <param name="TitleEn">English title.</param>
/// <param name="Kind">How its deliveries are to be read.</param>
/// <param name="Key">What identifies a record, for people.</param>
public sealed record StreamDescription(string Name, string TitleVi, string TitleEn, StreamKind Kind, string Key)
{
    /// <summary>
    /// Whether absence means deletion: each read brings all records of the days that it says it delivered, so that what two of them, an hour apart, have not
    /// brought is gone at the source. False: what is absent was not looked at, and stays.
    /// </summary>
    public bool IsCompleteByWindow { get; init; }
}

/// <summary>How a stream says what it knows.</summary>
public enum StreamKind
{
    /// <summary>Each reading is a count for an agency and a period; no reading means missing.</summary>
    Snapshots,

    /// <summary>Each reading is a case; a delivered day without cases is a zero.</summary>
    Records,
}

/// <summary>An option of a connector: drives lint, the console's form and the documentation.</summary>
/// <param name="Name">Name in the source file, camelCase.</param>
/// <param name="Type">Type of the value.</param>
/// <param name="TitleVi">Vietnamese label.</param>
/// <param name="TitleEn">English label.</param>
/// <param name="HelpVi">Vietnamese help.</param>
/// <param name="HelpEn">English help.</param>
/// <param name="Default">Default; null with <paramref name="Required"/> false means unset.</param>
/// <param name="Required">Whether the source file must set it.</param>
/// <param name="Example">An example for people.</param>
/// <param name="Minimum">Smallest number; null when there is none.</param>
/// <param name="Maximum">Greatest number; null when there is none.</param>
public sealed record OptionDescription(
    string Name, OptionType Type, string TitleVi, string TitleEn, string HelpVi, string HelpEn,
    string? Default = null, bool Required = false, string? Example = null, long? Minimum = null, long? Maximum = null)
{
    /// <summary>The values of a <see cref="OptionType.Choice"/>.</summary>
    /// <value>Empty for every other type.</value>
    public IReadOnlyList<string> Choices { get; init; } = [];
}

/// <summary>Type of an option.</summary>
public enum OptionType
{
    /// <summary>Free text.</summary>
    Text,

    /// <summary>An absolute http or https address; its host is the only one that the connector may call.</summary>
    Url,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>A calendar day, yyyy-MM-dd.</summary>
    Date,

    /// <summary>A reference to a secret: <c>{ secret: "env:NAME" }</c>, <c>file:PATH</c> or <c>store:NAME</c>. Never a literal.</summary>
    Secret,

    /// <summary>true or false.</summary>
    Flag,

    /// <summary>One of the option's <see cref="OptionDescription.Choices"/>.</summary>
    Choice,
}
