namespace IntegrationHub.Notify.Subscribers;

/// <summary>Where alerts are mailed to.</summary>
/// <param name="Tls">starttls, tls or none.</param>
/// <param name="Password">Reference of the secret, never the secret; null: the server asks for none.</param>
public sealed record SmtpSettings(string Host, int Port, string Tls, string From, IReadOnlyList<string> To, string? User, string? Password);
