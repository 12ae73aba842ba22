using Microsoft.Extensions.Options;

namespace VoipControl.Web;

/// <summary>Checks the settings of role web at start; each message names its key.</summary>
internal sealed class WebOptionsValidation : IValidateOptions<WebOptions>
{
    public ValidateOptionsResult Validate(string? name, WebOptions options)
    {
        var wrong = new List<string>();
        void InRange(string key, int value, int min, int max)
        {
            if (value < min || value > max) wrong.Add($"{WebOptions.Section}:{key} is {value}; it must be {min} to {max}.");
        }
        if (options.PbxSecret.Length is < 16 or > 256 || options.PbxSecret.Any(static c => c is < '!' or > '~'))
            wrong.Add($"{WebOptions.Section}:{nameof(options.PbxSecret)} must have 16 to 256 printable ASCII characters without spaces; it has {options.PbxSecret.Length} characters.");
        InRange(nameof(options.MaxPageSize), options.MaxPageSize, 1, 500);
        InRange(nameof(options.DefaultPageSize), options.DefaultPageSize, 1, Math.Max(1, options.MaxPageSize));
        InRange(nameof(options.TimelineLimit), options.TimelineLimit, 1, 100_000);
        InRange(nameof(options.RequestSeconds), options.RequestSeconds, 1, 600);
        InRange(nameof(options.LiveRingSize), options.LiveRingSize, 1, 1_000_000);
        InRange(nameof(options.LiveClientLimit), options.LiveClientLimit, 1, 100_000);
        InRange(nameof(options.LiveClientQueue), options.LiveClientQueue, 1, 100_000);
        InRange(nameof(options.LiveHeartbeatSeconds), options.LiveHeartbeatSeconds, 1, 300);
        InRange(nameof(options.LiveWriteSeconds), options.LiveWriteSeconds, 1, 300);
        InRange(nameof(options.NodesRefreshSeconds), options.NodesRefreshSeconds, 1, 300);
        InRange(nameof(options.PbxConnectSeconds), options.PbxConnectSeconds, 1, 60);
        InRange(nameof(options.PbxCommandSeconds), options.PbxCommandSeconds, 1, 300);
        InRange(nameof(options.PbxStreamIdleSeconds), options.PbxStreamIdleSeconds, 1, 600);
        InRange(nameof(options.PbxRetryMaxSeconds), options.PbxRetryMaxSeconds, 1, 300);
        InRange(nameof(options.TokenRecheckSeconds), options.TokenRecheckSeconds, 1, 300);
        InRange(nameof(options.TokenGraceSeconds), options.TokenGraceSeconds, 0, 3_600);
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }
}
