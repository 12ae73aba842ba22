using System.Text.Json;
using VoipControl.Core.Calls;
using VoipControl.Host.Cli.Api;
using VoipControl.Host.Cli.Output;

namespace VoipControl.Host.Cli.Commands;

/// <summary>Tells what happens in one call until it is over.</summary>
internal sealed class CallFollower(CliEnvironment environment, ApiClient client, bool json)
{
    private readonly Screen _screen = new(environment);
    private readonly HashSet<TimelineLine> _told = [];
    private CallState? _state;

    public async Task<int> FollowAsync(CallId id, CancellationToken cancellation)
    {
        var lastSeen = environment.Time.GetTimestamp();
        try
        {
            while (true)
            {
                try
                {
                    var answer = await client.GetAsync($"calls/{id}", cancellation);
                    var story = client.Read<CallStory>(answer);
                    Tell(story);
                    if (story.Call.State == CallState.Ended) return End(story, answer);
                    lastSeen = environment.Time.GetTimestamp();
                }
                catch (Exception e) when (e is ApiAwayException or CliException { ExitCode: ExitCodes.Failed, Passing: true })
                {
                    // Placed, and its first event is still to come; or the API is restarting: the call goes on without it.
                    if (environment.Time.GetElapsedTime(lastSeen) >= environment.FollowPatience) throw;
                }
                await Task.Delay(environment.FollowInterval, environment.Time, cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            _screen.Notice($"No longer followed; the call itself is left alone. End it with `voipcontrol call hangup {id}`.");
            return ExitCodes.Done;
        }
    }

    private void Tell(CallStory story)
    {
        // Facts are stored a moment after they happened, and may come late: what was not told yet is told, in the order of time.
        foreach (var line in story.Timeline)
            if (_told.Add(line)) Say($"{Times.OfDay(line.At)}  {line.Text}");
        if (story.Call.State == _state) return;
        _state = story.Call.State;
        if (_state != CallState.Ended) Say($"{Times.OfDay(environment.Time.GetUtcNow().UtcDateTime)}  The call is now: {Words.Of(_state.Value)}.");
    }

    private int End(CallStory story, JsonElement answer)
    {
        var call = story.Call;
        if (json)
        {
            _screen.Json(answer.WriteTo);
        }
        else
        {
            _screen.Line($"The call is over: {(call.Outcome is { } outcome ? Words.Of(outcome) : "no outcome")}, talk {Times.Text(call.Talk)}"
                + $"{(call.Cause is { } cause ? $", {cause}" : "")}{(call.EndedBy is { } side ? $", ended by the {Words.Lower(side)}" : "")}.");
        }
        return call.Outcome == Outcome.Answered ? ExitCodes.Done : ExitCodes.Failed;
    }

    /// <summary>With --json the one document is the result, and this is progress.</summary>
    private void Say(string text)
    {
        if (json) _screen.Notice(text);
        else _screen.Line(text);
    }
}
