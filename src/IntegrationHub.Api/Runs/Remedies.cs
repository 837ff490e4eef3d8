namespace IntegrationHub.Api.Runs;

/// <summary>What an operator can do about a code. The message beside a code is about the one case, this about all of its kind.</summary>
internal static class Remedies
{
    private static readonly Dictionary<string, string> All = new(StringComparer.Ordinal)
    {
        ["E_UNKNOWN_AGENCY"] = "add the agency code to aliases/ of the catalogue and apply it; then replay",
        ["E_NO_AGENCY"] = "ask the source to name the agency of the record",
        ["E_ROSTER"] = "add the unit to the metric's roster, or correct the alias that leads to it",
        ["E_SUCCESSION"] = "add an alias for the unit that took over; shares divide past figures, never a record",
        ["E_STRADDLE"] = "ask the source to report both parts of the interval",
        ["E_GRAIN"] = "a record counts on one day; correct the mapping or declare the feed as snapshots",
        ["E_SCALE"] = "raise the metric's scale in metrics.yaml, or correct the source",
        ["E_BAD_PERIOD"] = "ask the source to state whole periods of the feed's grain",
        ["E_BAD_DATE"] = "correct the date in the source; the record is read again by itself",
        ["E_NESTED_JSON"] = "the source wrote a field that is no JSON; report it to its operator, the row is read again by itself",
        ["E_NEGATIVE"] = "a count is never negative; correct it in the source",
        ["E_NUMERATOR_ABOVE_DENOMINATOR"] = "a part is greater than its whole; correct the counts in the source",
        ["E_NOT_A_NUMBER"] = "the source wrote something that is no number; correct it there",
        ["E_NO_COUNTS"] = "the row has none of the counts that are read; check the version of the source's interface",
        ["E_NO_KEY"] = "the record has no key to know it by; correct it in the source",
        ["E_FIELD_MISSING"] = "the source renamed or removed a field; correct the mapping in mappings/ of the catalogue, apply it and replay",
        ["E_JUMP"] = "look at both counts: if the new one is right accept it (replay with accept), else discard it and have the source correct it",
        ["E_KEY_REUSED"] = "ask the source's operator whether it was restored or numbered anew: accept the record if the new case is right (replay with accept), else discard it and have the source correct it",
        ["E_SOURCE_REGRESSED"] = "ask the source's operator whether it was restored from a backup: pulling goes on by itself once it has caught up; if the earlier state is right, hub source pull SOURCE --accept-regress",
        ["E_BAD_KEY"] = "the field that names the record holds something else; correct it in the source, or the mapping",
        ["E_CELL"] = "correct the cell in the file and put the file into the folder again",
        ["E_BAD_ENTRY"] = "undo the entry and enter it anew",
        ["E_FOLDER"] = "check that the folder is there and that the hub may read it",
        ["E_ROW_LIMIT"] = "the view gives more rows than allowed; narrow it, or raise rowLimit",
        ["E_READ_ONLY"] = "the account may write; have the database's operator give one that only reads",
        ["E_QUERY"] = "the database refuses the query of the mapping; correct it and lint",
        ["E_PROBE_NO_NETWORK"] = "the hub itself reaches most sites not; check its network, nothing was counted",
        ["E_LOCKED"] = "the source has locked the period; it is read again by itself once it is open",
        ["E_NO_SUCH_DOSSIER"] = "the source lists the dossier and does not give it; ask its operator, it is asked for again by itself",
        ["E_UNKNOWN_STATUS"] = "extend the connector's mapping by the status; it is never guessed",
        ["E_UNKNOWN_VALUE"] = "extend the connector's mapping by the value; it is never guessed",
        ["E_UNKNOWN_ROLLUP"] = "the source adds up along a tree that is not known; extend the connector's mapping",
        ["E_REJECTED"] = "the source refused the request as such; look at its message and at the source's options",
        ["E_SOURCE_UNREACHABLE"] = "check address, network and whether the source runs; pulling is tried again by the schedule",
        ["E_SOURCE_TIMEOUT"] = "the source answers too slowly; pulling goes on from the cursor by the schedule",
        ["E_SOURCE_TLS"] = "the source's certificate is not trusted; renew it or trust its issuer",
        ["E_SOURCE_HTML"] = "an HTML page came where JSON was due, usually a login page or a proxy; check address and account",
        ["E_SOURCE_JSON"] = "the answer is no JSON or is cut off; report it to the source's operator",
        ["E_SOURCE_ERROR"] = "the source failed; report it to its operator with the run's time",
        ["E_SOURCE_PATH"] = "the source does not know the address that was asked for; check baseUrl",
        ["E_SOURCE_REDIRECT"] = "the source sends elsewhere; put the final address into baseUrl",
        ["E_SOURCE_TOO_LARGE"] = "an answer is larger than allowed; make the page size smaller",
        ["E_SIGN_IN"] = "the source refused the account; check user name and the secret that the source file refers to",
        ["E_FORBIDDEN"] = "the account may not read this; ask the source's operator for the right",
        ["E_THROTTLED"] = "the source asks to slow down; make the schedule less frequent",
        ["E_HOST_NOT_ALLOWED"] = "the address leads to a host that is not allowed; correct baseUrl",
        ["E_OPTION"] = "correct the option in the source file and apply it",
        ["E_SECRET_MISSING"] = "set the secret that the source file refers to and pull again",
        ["E_SECRET_REFERENCE"] = "refer to the secret as env:NAME or file:PATH",
        ["E_CONNECTOR_UNKNOWN"] = "correct the connector in the source file",
        ["E_STREAM_UNKNOWN"] = "correct the streams in the source file",
        ["E_CURSOR"] = "reset the cursor (hub source reset) and pull again: nothing is counted twice",
        ["E_PAGING"] = "the source changed while it was read; the next pull reads it again",
        ["E_CATALOG"] = "the source does not keep to the kind of agencies that is asked for; report it to its operator, nothing was counted",
        ["W_PARKED"] = "mend the cause, then let it go on: hub parked release",
        ["W_CLOCK_OFF"] = "ask the source's operator to set its clock (NTP)",
        ["E_CONNECTOR_BUG"] = "report it with the run's id",
    };

    public static string? Of(string? code) => code is null ? null : All.GetValueOrDefault(code, "see the message");

    /// <returns>Null for what is no code of a record or a source.</returns>
    public static string? Known(string code) => All.GetValueOrDefault(code);
}
