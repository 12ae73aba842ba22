using System.Xml.Linq;
using VoipControl.Lab.Configuration;

namespace VoipControl.Lab.Dialplan;

/// <summary>
/// Finds what a call shall do, as dialplan_hunt and parse_exten in mod_dialplan_xml.c do, oddities included: what decides
/// whether an extension was taken is its last condition, and time attributes are no "and" to a field of the same condition.
/// Pure but for what the call's delegates do. One use for one hunt.
/// </summary>
internal sealed class DialplanHunt
{
    /// <summary>FreeSWITCH's limit of conditions within conditions.</summary>
    private const int MaxNesting = 100;

    /// <summary>Steps of one route; FreeSWITCH has no limit, and attribute <c>loop</c> takes any number.</summary>
    private const int MaxSteps = 1000;

    /// <summary>Applications with SAF_ROUTING_EXEC in mod_dptools.c.</summary>
    private static readonly HashSet<string> Inline = new(StringComparer.OrdinalIgnoreCase)
    {
        "check_acl", "verbose_events", "novideo", "cng_plc", "early_hangup", "phrase", "eval", "set_media_stats", "stop", "set_zombie_exec",
        "presence", "log", "info", "event", "export", "bridge_export", "set", "multiset", "push", "unshift", "set_global",
        "set_profile_var", "unset", "multiunset", "set_user", "hash", "db", "expr",
    };

    private readonly DialplanCall _call;
    private readonly List<DialplanStep> _steps = [];
    private readonly List<string> _warnings = [];
    private string? _extension;

    private DialplanHunt(DialplanCall call) => _call = call;

    private enum Break
    {
        OnFalse,
        OnTrue,
        Always,
        Never,
    }

    /// <summary>Reads the call's context, or context <c>global</c> in its absence, in a section <c>dialplan</c>.</summary>
    /// <exception cref="DialplanException">A condition cannot be followed. The message names the extension.</exception>
    public static DialplanRoute Find(XElement section, DialplanCall call)
    {
        var hunt = new DialplanHunt(call);
        hunt.Run(section);
        return new DialplanRoute(hunt._extension, hunt._steps, hunt._warnings);
    }

    private void Run(XElement section)
    {
        var context = SwitchConfiguration.Child(section, "context", _call.Context) ?? SwitchConfiguration.Child(section, "context", "global");
        if (context is null)
        {
            _warnings.Add($"Context {_call.Context} not found");
            return;
        }
        var first = SwitchBoolean.IsTrue(_call.Scope.Variable("auto_hunt"))
            ? SwitchConfiguration.Child(context, "extension", _call.Destination)
            : null;
        first ??= context.Element("extension");
        for (var extension = first; extension is not null; extension = Next(extension))
        {
            var name = extension.Attribute("name")?.Value ?? "UNKNOWN";
            bool taken;
            try
            {
                taken = Conditions(extension, name, 0);
            }
            catch (DialplanException e)
            {
                throw new DialplanException($"Context {_call.Context}, extension {name}: {e.Message}", e);
            }
            if (taken && !SwitchBoolean.IsTrue(extension.Attribute("continue")?.Value))
                return;
        }
    }

    private static XElement? Next(XElement extension) => extension.ElementsAfterSelf("extension").FirstOrDefault();

    private bool Conditions(XElement parent, string name, int nesting)
    {
        if (nesting > MaxNesting)
            throw new DialplanException($"Conditions are nested deeper than {MaxNesting}.");
        var proceed = false;
        foreach (var condition in parent.Elements("condition"))
        {
            var breaks = BreakOf(condition);
            var (passed, match) = Test(condition, ref proceed);
            if (passed)
                Actions(condition, match, name);
            else if (AntiActions(condition, name))
                proceed = true;
            if ((passed && breaks == Break.OnTrue) || (!passed && breaks == Break.OnFalse) || breaks == Break.Always)
                break;
            if (!proceed || condition.Element("condition") is null)
                continue;
            proceed = Conditions(condition, name, nesting + 1);
            if (!proceed && breaks != Break.Never)
                break;
        }
        var required = nesting == 0 || parent.Attribute("require-nested") is not { } nested || SwitchBoolean.IsTrue(nested.Value);
        return proceed || !required;
    }

    private static Break BreakOf(XElement condition) => condition.Attribute("break")?.Value.ToLowerInvariant() switch
    {
        "on-true" => Break.OnTrue,
        "always" => Break.Always,
        "never" => Break.Never,
        _ => Break.OnFalse,
    };

    /// <summary>Whether the actions run (or else the anti-actions), and what they may put in place of $1; null = nothing is replaced.</summary>
    private (bool Passed, PcreMatch? Match) Test(XElement condition, ref bool proceed)
    {
        var time = TimeConditions.Check(condition, _call.LocalTime);
        proceed = time ?? proceed;
        if (condition.Attribute("regex")?.Value is { } rule)
            return TestAll(condition, rule, time == true, ref proceed);
        var expression = Expression(condition);
        if (condition.Attribute("field")?.Value is not { } field)
        {
            if (time is null)
                proceed = true;
            return (time ?? true, null);
        }
        var match = Match(FieldValue(field), expression);
        proceed = match is not null;
        if (match is null && time != true)
            return (false, null);
        var captures = expression.Contains('(', StringComparison.Ordinal);
        if (captures)
            SetMatch("DP_MATCH", match);
        return (true, captures ? match ?? PcreMatch.None : null);
    }

    /// <summary>A condition with <c>regex="any|all|xor"</c> and elements <c>regex</c>.</summary>
    private (bool Passed, PcreMatch? Match) TestAll(XElement condition, string rule, bool timePassed, ref bool proceed)
    {
        var all = rule.Equals("all", StringComparison.OrdinalIgnoreCase);
        var xor = rule.Equals("xor", StringComparison.OrdinalIgnoreCase);
        var (pass, fail, number) = (0, 0, 0);
        PcreMatch? kept = null;
        PcreMatch? last = null;
        foreach (var regex in condition.Elements("regex"))
        {
            number++;
            var passed = TimeConditions.Check(regex, _call.LocalTime) ?? true;
            var captures = false;
            if (regex.Attribute("field")?.Value is { } field)
            {
                var expression = Expression(regex);
                var match = Match(FieldValue(field), expression);
                proceed = passed = match is not null;
                captures = expression.Contains('(', StringComparison.Ordinal);
                last = captures ? match ?? PcreMatch.None : null;
            }
            else if (passed)
            {
                proceed = true;
            }
            _ = passed ? pass++ : fail++;
            if (passed ? !all && !xor : all)
                break;
            // FreeSWITCH keeps the groups of expressions that it goes on from; one that misses wipes what was kept.
            if (captures)
            {
                kept = passed ? last : null;
                SetMatch($"DP_REGEX_MATCH_{number}", kept);
            }
        }
        if (kept is not null)
            proceed = true;
        var result = timePassed || (xor ? pass == 1 : all ? fail == 0 : pass > 0);
        var groups = kept ?? last;
        if (result && groups is not null)
            SetMatch("DP_MATCH", groups);
        return (result, groups);
    }

    private string FieldValue(string field) => field.Contains('$', StringComparison.Ordinal)
        ? VariableExpansion.Expand(field, _call.Scope)
        : _call.Field(field) ?? "";

    /// <summary>The element <c>expression</c> or the attribute, with variables expanded.</summary>
    private string Expression(XElement condition) =>
        VariableExpansion.Expand(condition.Element("expression")?.Value ?? condition.Attribute("expression")?.Value ?? "", _call.Scope);

    /// <summary>An expression that cannot be used matches nothing, as in FreeSWITCH, which writes it to its log.</summary>
    private PcreMatch? Match(string value, string expression)
    {
        try
        {
            return PcreExpression.Match(value, expression);
        }
        catch (DialplanException e)
        {
            _warnings.Add(e.Message);
            return null;
        }
    }

    private void SetMatch(string variable, PcreMatch? match)
    {
        var groups = match?.Groups ?? [];
        _call.SetVariable(variable, groups.Count switch
        {
            0 => null,
            1 => groups[0],
            _ => "ARRAY::" + string.Join("|:", groups),
        });
    }

    private void Actions(XElement condition, PcreMatch? match, string extension)
    {
        foreach (var action in condition.Elements("action"))
        {
            var data = DataOf(action);
            Add(action, match is null ? data : match.Substitute(data), extension);
        }
    }

    private bool AntiActions(XElement condition, string extension)
    {
        var any = false;
        foreach (var action in condition.Elements("anti-action"))
        {
            Add(action, DataOf(action), extension);
            any = true;
        }
        return any;
    }

    private static string DataOf(XElement action) =>
        action.Value is { Length: > 0 } text ? text : action.Attribute("data")?.Value ?? "";

    private void Add(XElement action, string data, string extension)
    {
        var application = action.Attribute("application")?.Value ?? "";
        var inline = SwitchBoolean.IsTrue(action.Attribute("inline")?.Value);
        var loop = action.Attribute("loop")?.Value is { } text && int.TryParse(text, out var count) ? count : 1;
        _extension ??= extension;
        if (loop > MaxSteps)
            throw new DialplanException($"Action {application} has loop={loop}; {MaxSteps} is the most.");
        for (; loop > 0; loop--)
        {
            if (!inline)
                _steps.Add(new DialplanStep(application, data));
            else if (Inline.Contains(application))
                _call.RunInline(application, VariableExpansion.Expand(data, _call.Scope));
            else
                _warnings.Add($"Application {application} cannot be executed inline");
            if (_steps.Count > MaxSteps)
                throw new DialplanException($"The route has more than {MaxSteps} steps.");
        }
    }
}
