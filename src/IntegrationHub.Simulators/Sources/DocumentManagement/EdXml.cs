using System.Globalization;
using System.Security;
using IntegrationHub.Simulators.World;

namespace IntegrationHub.Simulators.Sources.DocumentManagement;

/// <summary>edXML messages as systems on the axis write them, with everything personal that a real one carries.</summary>
internal static class EdXml
{
    public static string Document(AxisDocument document)
    {
        var person = PlantedPersonalData.Applicants[document.Number % PlantedPersonalData.Applicants.Count];
        var about = document.About is { } earlier
            ? $"<edXML:ResponseFor><edXML:OrganId>{document.Sender.OldCode}</edXML:OrganId><edXML:DocumentId>{Text(earlier.Id)}</edXML:DocumentId></edXML:ResponseFor>"
            : "";

        // Some senders begin with a byte order mark, some papers are dated after they were sent.
        return string.Create(CultureInfo.InvariantCulture, $"""
            {(document.Number % 3 == 0 ? "\uFEFF" : "")}<?xml version="1.0" encoding="utf-8"?>
            <edXML:edXMLEnvelope xmlns:edXML="http://www.mic.gov.vn/TBT/QCVN_102_2016"><edXML:edXMLHeader><edXML:MessageHeader>
            <edXML:From><edXML:OrganId>{document.Sender.OldCode}</edXML:OrganId><edXML:OrganName>{Text(document.Sender.Name)}</edXML:OrganName><edXML:Email>{person.Email}</edXML:Email><edXML:Telephone>{person.Phone}</edXML:Telephone></edXML:From>
            <edXML:To><edXML:OrganId>{document.Receivers[0].OldCode}</edXML:OrganId></edXML:To>
            <edXML:Code><edXML:CodeNumber>{document.Number}</edXML:CodeNumber><edXML:CodeNotation>CV-VP</edXML:CodeNotation></edXML:Code>
            <edXML:PromulgationInfo><edXML:Place>Bắc Giang</edXML:Place><edXML:PromulgationDate>{document.CreatedAt.AddDays(document.Number % 7 == 0 ? 1 : 0):yyyy/MM/dd}</edXML:PromulgationDate></edXML:PromulgationInfo>
            <edXML:Subject>V/v giải quyết đơn của {Text(person.Name)}, {person.Address}</edXML:Subject>
            <edXML:SignerInfo><edXML:FullName>{Text(PlantedPersonalData.Handlers[document.Number % PlantedPersonalData.Handlers.Count])}</edXML:FullName></edXML:SignerInfo>
            {about}<edXML:DocumentId>{Text(document.Id)}</edXML:DocumentId></edXML:MessageHeader>
            <edXML:TraceHeaderList><edXML:TraceHeader><edXML:OrganId>{document.Sender.OldCode}</edXML:OrganId><edXML:Timestamp>{document.CreatedAt:yyyy/MM/dd HH:mm:ss}</edXML:Timestamp></edXML:TraceHeader>
            <edXML:Bussiness><edXML:BussinessDocType>{document.Kind}</edXML:BussinessDocType></edXML:Bussiness></edXML:TraceHeaderList>
            <Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignatureValue>AAAA</SignatureValue></Signature></edXML:edXMLHeader>
            <edXML:edXMLBody><edXML:edXMLManifest/></edXML:edXMLBody></edXML:edXMLEnvelope>
            """);
    }

    public static string Answer(AxisDocument about) => string.Create(CultureInfo.InvariantCulture, $"""
        <?xml version="1.0" encoding="utf-8"?>
        <edXML:Status xmlns:edXML="http://www.mic.gov.vn/TBT/QCVN_102_2016"><edXML:ResponseFor><edXML:OrganId>{about.Sender.OldCode}</edXML:OrganId><edXML:DocumentId>{Text(about.Id)}</edXML:DocumentId></edXML:ResponseFor>
        <edXML:From><edXML:OrganId>{about.Receivers[0].OldCode}</edXML:OrganId></edXML:From><edXML:StaffInfo><edXML:Staff>{Text(PlantedPersonalData.Handlers[0])}</edXML:Staff></edXML:StaffInfo>
        <edXML:StatusCode>{(about.Refused ? "16" : "15")}</edXML:StatusCode><edXML:Timestamp>{about.AnsweredAt:yyyy/MM/dd HH:mm:ss}</edXML:Timestamp></edXML:Status>
        """);

    private static string Text(string text) => SecurityElement.Escape(text)!;
}
