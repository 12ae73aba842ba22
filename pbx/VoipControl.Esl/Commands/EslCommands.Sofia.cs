namespace VoipControl.Esl;

public static partial class EslCommands
{
    /// <summary>Profiles and gateways, a table for people.</summary>
    public static EslApi SofiaStatus() => new("sofia", "status");

    /// <summary>Profiles and gateways as XML.</summary>
    public static EslApi SofiaXmlStatus() => new("sofia", "xmlstatus");

    /// <summary>One profile.</summary>
    public static EslApi SofiaProfileStatus(string profile) => new("sofia", $"status profile {EslText.CheckToken("profile", profile)}");

    /// <summary>The registrations of a profile.</summary>
    public static EslApi SofiaRegistrations(string profile) => new("sofia", $"status profile {EslText.CheckToken("profile", profile)} reg");

    /// <summary>One gateway; see <see cref="EslResponses.ReadFields"/>.</summary>
    public static EslApi SofiaGatewayStatus(string gateway) => new("sofia", $"status gateway {EslText.CheckToken("gateway", gateway)}");

    /// <summary>Reads the profile's configuration again and adds new gateways; calls go on.</summary>
    public static EslApi SofiaRescan(string profile) => Profile(profile, "rescan");

    /// <summary>Starts a profile.</summary>
    public static EslApi SofiaStart(string profile) => Profile(profile, "start");

    /// <summary>Stops a profile; its calls end.</summary>
    public static EslApi SofiaStop(string profile) => Profile(profile, "stop");

    /// <summary>Restarts a profile; its calls end.</summary>
    public static EslApi SofiaRestart(string profile) => Profile(profile, "restart");

    /// <summary>Takes a gateway out; <see cref="SofiaRescan"/> brings it back.</summary>
    public static EslApi SofiaKillGateway(string profile, string gateway) => Profile(profile, $"killgw {EslText.CheckToken("gateway", gateway)}");

    /// <summary>Registers a gateway now.</summary>
    public static EslApi SofiaRegister(string profile, string gateway) => Profile(profile, $"register {EslText.CheckToken("gateway", gateway)}");

    /// <summary>Restores the calls of a dead node from the recovery table, of every profile.</summary>
    public static EslApi SofiaRecover() => new("sofia", "recover");

    /// <summary>Restores the calls of one profile.</summary>
    public static EslApi SofiaRecover(string profile) => Profile(profile, "recover");

    private static EslApi Profile(string profile, string action) => new("sofia", $"profile {EslText.CheckToken("profile", profile)} {action}");
}
