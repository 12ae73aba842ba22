using System.Globalization;

namespace VoipControl.Lab.Commands;

/// <summary>
/// <c>api lab fault NAME [ARGS]</c>: the faults of <see cref="LabFaults"/> over the event socket. Those that cut the
/// connection happen after the reply has left.
/// </summary>
internal sealed class FaultCommand(LabSwitch owner)
{
    private const string Usage = "-USAGE: fault die|restart|drop|hang <seconds>|refuse-auth [off]|lose <0..1>|lose-next <n>"
        + "|lose-name <event> [n]|repeat <0..1>|reorder <window>|zombies <n>|late <ms>|clear\n";

    public string Execute(string argument)
    {
        var words = argument.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is not ["fault", var name, .. var args])
            return Usage;
        var faults = owner.Faults;
        try
        {
            switch (name, args)
            {
                case ("die" or "restart" or "drop", []):
                    break;
                case ("hang", [var seconds]):
                    Positive(seconds);
                    break;
                case ("refuse-auth", []):
                    faults.RefuseAuthentication = true;
                    break;
                case ("refuse-auth", ["off"]):
                    faults.RefuseAuthentication = false;
                    break;
                case ("lose", [var chance]):
                    faults.LoseProbability = Number(chance);
                    break;
                case ("lose-next", [var count]):
                    faults.LoseNext(Whole(count));
                    break;
                case ("lose-name", [var e]):
                    faults.LoseByName(e);
                    break;
                case ("lose-name", [var e, var count]):
                    faults.LoseByName(e, Whole(count));
                    break;
                case ("repeat", [var chance]):
                    faults.RepeatProbability = Number(chance);
                    break;
                case ("reorder", [var window]):
                    faults.ReorderWindow = Whole(window);
                    break;
                case ("zombies", [var count]):
                    faults.Zombies = Whole(count);
                    break;
                case ("late", [var millis]):
                    faults.AnswerLate = TimeSpan.FromMilliseconds(Positive(millis));
                    break;
                case ("clear", []):
                    faults.Clear();
                    break;
                default:
                    return Usage;
            }
        }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentOutOfRangeException)
        {
            return $"-ERR {e.Message.ReplaceLineEndings(" ")}\n";
        }
        return "+OK\n";
    }

    public void AfterReply(string argument)
    {
        switch (argument.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            case ["fault", "die"]:
                _ = Task.Run(owner.Faults.DieAsync);
                break;
            case ["fault", "restart"]:
                _ = Task.Run(owner.Faults.RestartAsync);
                break;
            case ["fault", "drop"]:
                owner.Faults.DropClients();
                break;
            case ["fault", "hang", var seconds] when double.TryParse(seconds, CultureInfo.InvariantCulture, out var s) && s > 0:
                _ = HangAsync(TimeSpan.FromSeconds(s));
                break;
        }
    }

    private async Task HangAsync(TimeSpan time)
    {
        // The reply gets a moment to leave before nothing leaves any more.
        await Task.Delay(TimeSpan.FromMilliseconds(50), owner.TimeProvider).ConfigureAwait(false);
        owner.Faults.Hanging = true;
        await Task.Delay(time, owner.TimeProvider).ConfigureAwait(false);
        owner.Faults.Hanging = false;
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static int Whole(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static double Positive(string text) => Number(text) is > 0 and < 86_400_000 and var value
        ? value
        : throw new FormatException($"'{text}' is not a time above 0.");
}
