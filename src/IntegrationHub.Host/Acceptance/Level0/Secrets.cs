using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using IntegrationHub.Connectors;

namespace IntegrationHub.Host.Acceptance.Level0;

/// <summary>
/// Check 3. A canary stands in every secret while the connector is made, tested and pulled against an address where nobody answers; it must be in no step,
/// message, chain of causes, trace or text of the connector. Logs and store are searched for the real password by check 26.
/// </summary>
internal static partial class Secrets
{
    private const string Canary = "canary-7f3a91c2e5b8";
    private const string UserName = "nguoi-dung-thu";

    public static async Task<CheckOutcome> RunAsync(Subject subject, CancellationToken cancellationToken)
    {
        var module = subject.Module;
        if (module.Options.Count == 0)
        {
            return CheckOutcome.NotApplicable("the connector has no options, so no secrets");
        }

        var findings = module.Options.Where(o => SecretName().IsMatch(o.Name) && o.Type is not OptionType.Secret)
            .Select(o => new CheckFinding("options." + o.Name, "the name is that of a secret and the type is not", "make it an OptionType.Secret, or call it what it is")).ToList();
        var secrets = module.Options.Where(o => o.Type is OptionType.Secret).ToList();
        if (secrets.Count == 0)
        {
            return CheckOutcome.Of(findings, "no option is a secret");
        }

        var said = new ConcurrentQueue<(string Place, string Text)>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => said.Enqueue(("trace", $"{activity.DisplayName} {activity.StatusDescription} {string.Join(' ', activity.TagObjects)} {string.Join(' ', activity.Events.SelectMany(e => e.Tags))}")),
        };
        ActivitySource.AddActivityListener(listener);
        foreach (var secret in new[] { Canary, $"Host=127.0.0.1;Port=1;Database=x;Username=hub;Password={Canary}", $"Data Source=/{Canary}/x.db" })
        {
            await UseAsync(subject, secret, said, cancellationToken);
        }

        findings.AddRange(said.Where(s => FormsOf(Canary, UserName).Any(f => s.Text.Contains(f, StringComparison.OrdinalIgnoreCase))).Select(s => s.Place).Distinct()
            .Select(place => new CheckFinding(place, "the planted secret can be read there", "name the option, never its value")));
        return CheckOutcome.Of(findings, FormattableString.Invariant($"{secrets.Count} secrets: {string.Join(", ", secrets.Select(s => s.Name))}; {said.Count} texts searched"));
    }

    /// <summary>The secret as it is, as Basic sign-in sends it, and as an address has it.</summary>
    public static IReadOnlyList<string> FormsOf(string secret, string user) =>
        [.. new[] { secret, Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)).TrimEnd('='), Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{secret}")).TrimEnd('='), Uri.EscapeDataString(secret) }.Distinct(StringComparer.Ordinal)];

    private static async Task UseAsync(Subject subject, string secret, ConcurrentQueue<(string Place, string Text)> said, CancellationToken cancellationToken)
    {
        foreach (var engine in subject.Module.Options.FirstOrDefault(o => o is { Required: true, Type: OptionType.Choice })?.Choices ?? [""])
        {
            try
            {
                var context = new ConnectorContext("canary", Values(subject.Module, secret, engine), TimeProvider.System) { Definitions = subject.Catalogue.Definitions };
                await using var connector = subject.Module.Create(context);
                said.Enqueue(("text of the connector", $"{connector} {context}"));
                foreach (var step in await connector.TestAsync(cancellationToken))
                {
                    said.Enqueue(("connection test, step " + step.Name, step.Detail));
                }

                await foreach (var page in connector.PullAsync(Request(subject), cancellationToken))
                {
                    said.Enqueue(("page", $"{page.Cursor} {page.Progress} {string.Join(' ', page.Readings.Select(r => r.Body.GetRawText()))}"));
                }
            }
            catch (ConnectorException e)
            {
                said.Enqueue(($"error {e.Code}, or one of its causes", e.ToString()));
            }
        }
    }

    private static PullRequest Request(Subject subject) => new()
    {
        Stream = subject.Catalogue.Streams[0].Name, Cursor = null, From = new DateOnly(2024, 12, 1), Agencies = ["H02"], Open = [],
    };

    private static Dictionary<string, string> Values(ConnectorModule module, string secret, string engine)
    {
        var values = module.Options.Where(o => o.Default is not null).ToDictionary(o => o.Name, o => o.Default!, StringComparer.Ordinal);
        foreach (var option in module.Options.Where(o => o.Required || o.Type is OptionType.Secret || o.Name is "username" or "access"))
        {
            values[option.Name] = option switch
            {
                { Type: OptionType.Secret } => secret,
                { Type: OptionType.Url } => "http://127.0.0.1:1",
                { Name: "access" } => "basic",
                { Name: "username" } => UserName,
                { Type: OptionType.Choice } => engine,
                _ => option.Example ?? "x",
            };
        }

        return values;
    }

    // As lint takes them, and the word key at the end; keyHeader is the name of a header.
    [GeneratedRegex("(?i:password|passwd|token|secret)|^key$|Key$", RegexOptions.CultureInvariant)]
    private static partial Regex SecretName();
}
