using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using VoipControl.Lab.Configuration;

namespace VoipControl.Lab.Recovery;

/// <summary>Writes and reads <see cref="RecoveryDocument"/>.</summary>
internal static class RecoveryXml
{
    private const int MaxDepth = 32;
    private const int FlagAnswered = 1;
    private const int FlagOutbound = 2;
    private const int FlagBridgeOriginator = 4;
    private const int FlagTracked = 88;
    private const int FlagTrackable = 89;

    private static readonly (string Name, Func<RecoveryProfile, string> Value)[] ProfileFields =
    [
        ("username", static p => p.Username), ("dialplan", static p => p.Dialplan), ("caller_id_name", static p => p.CallerIdName),
        ("caller_id_number", static p => p.CallerIdNumber), ("callee_id_name", static p => p.CalleeIdName),
        ("callee_id_number", static p => p.CalleeIdNumber), ("ani", static p => p.Ani), ("aniii", static p => p.Aniii),
        ("network_addr", static p => p.NetworkAddr), ("rdnis", static p => p.Rdnis), ("destination_number", static p => p.DestinationNumber),
        ("uuid", static p => p.Uuid), ("source", static p => p.Source), ("context", static p => p.Context), ("chan_name", static p => p.ChanName),
    ];

    private static readonly (string Name, Func<RecoveryTimes, long> Value)[] TimeFields =
    [
        ("created_time", static t => t.Created), ("profile_created_time", static t => t.ProfileCreated), ("progress_time", static t => t.Progress),
        ("progress_media_time", static t => t.ProgressMedia), ("answered_time", static t => t.Answered), ("bridged_time", static t => t.Bridged),
        ("last_hold_time", static t => t.LastHold), ("hold_accum_time", static t => t.HoldAccum), ("hangup_time", static t => t.Hangup),
        ("resurrect_time", static t => t.Resurrect), ("transfer_time", static t => t.Transfer),
    ];

    public static string Write(RecoveryDocument document)
    {
        var callflow = new XElement("callflow");
        if (document.Dialplan.Length > 0)
            callflow.SetAttributeValue("dialplan", Clean(document.Dialplan));
        callflow.SetAttributeValue("profile_index", Clean(document.ProfileIndex));
        if (document.ExtensionName is not null)
            callflow.Add(Extension(document));
        var profile = Profile("caller_profile", document.Profile);
        if (document.Originator is { } originator)
            profile.Add(new XElement("originator", Profile("originator_caller_profile", originator)));
        if (document.Originatee is { } originatee)
            profile.Add(new XElement("originatee", Profile("originatee_caller_profile", originatee)));
        callflow.Add(profile, new XElement("times", TimeFields.Select(f => new XElement(f.Name, f.Value(document.Times)))));
        var xml = new XElement("cdr",
            new XAttribute("core-uuid", Clean(document.CoreUuid)), new XAttribute("switchname", Clean(document.Switchname)),
            new XElement("channel_data",
                new XElement("state", Clean(document.State)),
                new XElement("direction", document.Outbound ? "outbound" : "inbound"),
                new XElement("state_number", document.StateNumber),
                new XElement("flags", Flags(document)),
                new XElement("caps", "1=1;2=1;3=1;4=1;5=1;6=1")),
            new XElement("call-stats"),
            new XElement("variables", document.Variables.SelectMany(Variable)),
            callflow).ToString();
        return xml.Length <= RecoveryDocument.MaxLength
            ? xml
            : throw new RecoveryException($"The document of {document} has {xml.Length} characters; {RecoveryDocument.MaxLength} are allowed.");
    }

    public static RecoveryDocument Read(string text)
    {
        if (text.Length > RecoveryDocument.MaxLength)
            throw new RecoveryException($"The document has {text.Length} characters; {RecoveryDocument.MaxLength} are allowed.");
        XElement xml;
        try
        {
            xml = BoundedXml.Parse(text, RecoveryDocument.MaxLength, MaxDepth);
        }
        catch (XmlException e)
        {
            throw new RecoveryException($"The document is no XML: {e.Message}", e);
        }
        if (xml.Name.LocalName != "cdr")
            throw new RecoveryException($"The document's root is {xml.Name.LocalName}; it must be cdr.");
        var channel = xml.Element("channel_data") ?? throw Missing("channel_data");
        var callflow = xml.Element("callflow") ?? throw Missing("callflow");
        var profile = callflow.Element("caller_profile") ?? throw Missing("callflow/caller_profile");
        var extension = callflow.Element("extension");
        return new RecoveryDocument
        {
            CoreUuid = xml.Attribute("core-uuid")?.Value ?? "",
            Switchname = xml.Attribute("switchname")?.Value ?? "",
            State = Text(channel, "state"),
            StateNumber = (int)Math.Clamp(Number(channel, "state_number"), 0, 100),
            Outbound = Text(channel, "direction") switch
            {
                "outbound" => true,
                "inbound" => false,
                var other => throw new RecoveryException($"channel_data/direction is '{other}'; it must be inbound or outbound."),
            },
            BridgeOriginator = HasFlag(Text(channel, "flags"), FlagBridgeOriginator),
            Variables = ReadVariables(xml.Element("variables") ?? throw Missing("variables")),
            Dialplan = callflow.Attribute("dialplan")?.Value ?? "",
            ProfileIndex = callflow.Attribute("profile_index")?.Value ?? "1",
            Profile = ReadProfile(profile),
            Originator = profile.Element("originator")?.Elements().FirstOrDefault() is { } originator ? ReadProfile(originator) : null,
            Originatee = profile.Element("originatee")?.Elements().FirstOrDefault() is { } originatee ? ReadProfile(originatee) : null,
            Times = ReadTimes(callflow.Element("times")),
            ExtensionName = extension is null ? null : extension.Attribute("name")?.Value ?? "",
            ExtensionNumber = extension is null ? null : extension.Attribute("number")?.Value ?? "",
            Applications = [.. (extension?.Elements("application") ?? []).Select(ReadApplication)],
        };
    }

    private static XElement Extension(RecoveryDocument document) => new("extension",
        new XAttribute("name", Clean(document.ExtensionName ?? "")), new XAttribute("number", Clean(document.ExtensionNumber ?? "")),
        document.Applications.Select(static a => new XElement("application",
            a.LastExecuted ? new XAttribute("last_executed", "true") : null,
            new XAttribute("app_name", Clean(a.Name)), new XAttribute("app_data", Clean(a.Data)))));

    private static XElement Profile(string name, RecoveryProfile profile)
    {
        var element = new XElement(name, ProfileFields.Select(f => new XElement(f.Name, Clean(f.Value(profile)))));
        if (profile.TransferSource.Length > 0)
            element.Element("source")!.AddAfterSelf(new XElement("transfer_source", Clean(profile.TransferSource)));
        return element;
    }

    /// <summary>A list is written as several elements of its name, as FreeSWITCH does.</summary>
    private static IEnumerable<XElement> Variable(KeyValuePair<string, string> variable)
    {
        const string list = "ARRAY::";
        string[] values = variable.Value.StartsWith(list, StringComparison.Ordinal)
            ? variable.Value[list.Length..].Split("|:")
            : [variable.Value];
        // FreeSWITCH writes any name; one that is no XML name would spoil the document.
        var name = XmlConvert.EncodeLocalName(variable.Key);
        return name is { Length: > 0 } ? values.Select(v => new XElement(name, UrlText.Encode(v))) : [];
    }

    private static string Flags(RecoveryDocument document)
    {
        List<int> flags = [0, FlagAnswered];
        if (document.Outbound)
            flags.Add(FlagOutbound);
        if (document.BridgeOriginator)
            flags.Add(FlagBridgeOriginator);
        flags.AddRange([FlagTracked, FlagTrackable]);
        return string.Join(';', flags.Select(static f => $"{f}=1"));
    }

    private static bool HasFlag(string flags, int flag) =>
        flags.Split(';').Any(f => f.StartsWith($"{flag}=", StringComparison.Ordinal) && !f.EndsWith("=0", StringComparison.Ordinal));

    private static List<KeyValuePair<string, string>> ReadVariables(XElement variables)
    {
        var read = new List<KeyValuePair<string, string>>();
        foreach (var variable in variables.Elements())
        {
            if (read.Count == RecoveryDocument.MaxVariables)
                throw new RecoveryException($"The document has more than {RecoveryDocument.MaxVariables} variables.");
            if (variable.Value.Length > 0)
                read.Add(KeyValuePair.Create(XmlConvert.DecodeName(variable.Name.LocalName), UrlText.Decode(variable.Value)));
        }
        return read;
    }

    private static RecoveryApplication ReadApplication(XElement application) => new(
        application.Attribute("app_name")?.Value ?? "",
        application.Attribute("app_data")?.Value ?? "",
        application.Attribute("last_executed")?.Value == "true");

    private static RecoveryProfile ReadProfile(XElement profile) => new()
    {
        Username = Text(profile, "username"),
        Dialplan = Text(profile, "dialplan"),
        CallerIdName = Text(profile, "caller_id_name"),
        CallerIdNumber = Text(profile, "caller_id_number"),
        CalleeIdName = Text(profile, "callee_id_name"),
        CalleeIdNumber = Text(profile, "callee_id_number"),
        Ani = Text(profile, "ani"),
        Aniii = Text(profile, "aniii"),
        NetworkAddr = Text(profile, "network_addr"),
        Rdnis = Text(profile, "rdnis"),
        DestinationNumber = Text(profile, "destination_number"),
        Uuid = Text(profile, "uuid"),
        Source = Text(profile, "source"),
        TransferSource = Text(profile, "transfer_source"),
        Context = Text(profile, "context"),
        ChanName = Text(profile, "chan_name"),
    };

    private static RecoveryTimes ReadTimes(XElement? times) => times is null ? new() : new()
    {
        Created = Number(times, "created_time"),
        ProfileCreated = Number(times, "profile_created_time"),
        Progress = Number(times, "progress_time"),
        ProgressMedia = Number(times, "progress_media_time"),
        Answered = Number(times, "answered_time"),
        Bridged = Number(times, "bridged_time"),
        LastHold = Number(times, "last_hold_time"),
        HoldAccum = Number(times, "hold_accum_time"),
        Hangup = Number(times, "hangup_time"),
        Resurrect = Number(times, "resurrect_time"),
        Transfer = Number(times, "transfer_time"),
    };

    private static string Text(XElement parent, string name) => parent.Element(name)?.Value ?? "";

    private static long Number(XElement parent, string name) =>
        long.TryParse(Text(parent, name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>Names and numbers come from the network; XML has no way to write most control characters.</summary>
    private static string Clean(string text)
    {
        for (var i = 0; i < text.Length; i++)
            if (!XmlConvert.IsXmlChar(text[i]))
                return Replaced(text);
        return text;
    }

    private static string Replaced(string text) => string.Create(text.Length, text, static (span, source) =>
    {
        for (var i = 0; i < span.Length; i++)
        {
            if (i + 1 < source.Length && char.IsSurrogatePair(source[i], source[i + 1]))
            {
                span[i] = source[i];
                span[++i] = source[i];
            }
            else
            {
                span[i] = XmlConvert.IsXmlChar(source[i]) ? source[i] : '\uFFFD';
            }
        }
    });

    private static RecoveryException Missing(string element) => new($"The document has no {element}.");
}
