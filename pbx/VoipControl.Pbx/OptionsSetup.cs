using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace VoipControl.Pbx;

/// <summary>Binds a section of the configuration and has it checked at the start, every fault at once.</summary>
internal static class OptionsSetup
{
    public static void Add<T>(WebApplicationBuilder builder, string section, Func<T, IEnumerable<string>> faults) where T : class
    {
        builder.Services.AddOptions<T>().Bind(builder.Configuration.GetSection(section), static o => o.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        builder.Services.TryAddSingleton<IValidateOptions<T>>(new Validation<T>(faults));
    }

    private sealed class Validation<T>(Func<T, IEnumerable<string>> faults) : IValidateOptions<T> where T : class
    {
        public ValidateOptionsResult Validate(string? name, T options) =>
            faults(options).ToList() is { Count: > 0 } found ? ValidateOptionsResult.Fail(found) : ValidateOptionsResult.Success;
    }
}
