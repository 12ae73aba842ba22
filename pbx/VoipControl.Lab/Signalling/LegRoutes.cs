using VoipControl.Lab.Calls;
using VoipControl.Lab.Channels;
using VoipControl.Lab.Dialplan;
using VoipControl.Lab.XmlCurl;

namespace VoipControl.Lab.Signalling;

/// <summary>Gives real legs the applications of their destination. Callers hold <see cref="SwitchCore.Gate"/>.</summary>
internal sealed class LegRoutes(SwitchLife life, SipPlane plane)
{
    /// <summary>Looks the leg's destination up in its dialplan and context, and runs what is found.</summary>
    public void Route(Channel c)
    {
        var (dialplan, destination) = (c.Profile.Dialplan, c.Profile.Destination);
        if (dialplan.Equals("inline", StringComparison.OrdinalIgnoreCase))
            Start(c, _ => Task.FromResult<IReadOnlyList<DialplanStep>?>(Inline(destination)));
        else
            Start(c, stop => FindAsync(c, stop));
    }

    /// <summary>One application instead of a destination, as in <c>originate … &amp;park()</c>.</summary>
    public void Run(Channel c, string application, string data) => Run(c, [new DialplanStep(application, data)]);

    /// <summary>Applications known already, as those of a recovered leg.</summary>
    public void Run(Channel c, IReadOnlyList<DialplanStep> steps, string? extension = null)
    {
        c.Sip!.Extension = extension;
        Start(c, _ => Task.FromResult<IReadOnlyList<DialplanStep>?>(steps));
    }

    private void Start(Channel c, Func<CancellationToken, Task<IReadOnlyList<DialplanStep>?>> find) =>
        c.Sip!.Start(new LegScript(life, c, find));

    private async Task<IReadOnlyList<DialplanStep>?> FindAsync(Channel c, CancellationToken stop)
    {
        List<KeyValuePair<string, string>> headers;
        (string Context, string Destination) call;
        lock (life.Core.Gate)
        {
            headers = ChannelEvents.Make(life.Core, c, "REQUEST_PARAMS").Headers;
            call = (c.Profile.Context, c.Profile.Destination);
        }
        var section = await plane.Xml.LocateAsync("dialplan", null, null, null, [.. XmlCurlFields.Dialplan(headers)], stop)
            .ConfigureAwait(false);
        if (section is null)
        {
            plane.Complain($"there is no dialplan for leg {c.Uuid}");
            return null;
        }
        var route = DialplanHunt.Find(section, new DialplanCall
        {
            Context = call.Context,
            Destination = call.Destination,
            Field = name => Locked(() => LegScope.Field(c, name)),
            Scope = LegScope.Of(life, c),
            SetVariable = (name, value) => Locked(() => c.Variables[name] = value ?? ""),
            RunInline = (name, data) => Locked(() =>
            {
                plane.Applications.RunAtOnce(c, name, data);
                return "";
            }),
            LocalTime = life.Core.Time.GetLocalNow().DateTime,
        });
        foreach (var warning in route.Warnings)
            plane.Complain($"leg {c.Uuid}: {warning}");
        if (route.Extension is null)
            return null;
        c.Sip!.Extension = route.Extension;
        return route.Steps;
    }

    private T Locked<T>(Func<T> read)
    {
        lock (life.Core.Gate)
            return read();
    }

    // inline_dialplan_hunt in mod_dptools.c: app:data,app:data; m:X: in front chooses another delimiter.
    private static List<DialplanStep> Inline(string text)
    {
        var delimiter = ',';
        if (text.Length > 4 && text.StartsWith("m:", StringComparison.Ordinal) && text[3] == ':')
        {
            delimiter = text[2];
            text = text[4..];
        }
        return
        [
            .. text.Split(delimiter, StringSplitOptions.RemoveEmptyEntries).Take(128).Select(static step =>
            {
                var colon = step.IndexOf(':', StringComparison.Ordinal);
                return colon < 0 ? new DialplanStep(step.Trim(), "") : new DialplanStep(step[..colon].Trim(), step[(colon + 1)..]);
            }),
        ];
    }
}
