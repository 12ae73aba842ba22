using VoipControl.Testing;

namespace VoipControl.IntegrationTests.Trunks;

/// <summary>The repository's switch configuration with one number more, that leads on to the callee that answers: the way on which a call comes back.</summary>
internal sealed class ReturningDialplan : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("voipcontrol-dialplan-");

    /// <param name="number">The number that is called.</param>
    /// <param name="next">The number that it leads to.</param>
    /// <param name="keepsHeaders">Whether headers of our own go with the call.</param>
    public ReturningDialplan(string number, string next, bool keepsHeaders = true)
    {
        foreach (var file in Directory.EnumerateFiles(RepositoryFolders.Dialplans, "*.xml", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(Folder, Path.GetRelativePath(RepositoryFolders.Dialplans, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        var lab = Path.Combine(Folder, "dialplan", "lab.xml");
        const string Begin = "<context name=\"public\">";
        var text = File.ReadAllText(lab);
        if (!text.Contains(Begin, StringComparison.Ordinal)) throw new InvalidOperationException($"{lab} has no {Begin}.");
        File.WriteAllText(lab, text.Replace(Begin, Begin + $$"""

              <extension name="way back">
                <condition field="destination_number" expression="^{{number}}$">
                  <action application="set" data="sip_copy_custom_headers={{(keepsHeaders ? "true" : "false")}}"/>
                  <action application="bridge" data="sofia/internal/{{next}}@$${lab_callee_ip}:$${lab_answer_port}"/>
                </condition>
              </extension>
            """, StringComparison.Ordinal));
    }

    public string Folder => _folder.FullName;

    public void Dispose() => _folder.Delete(recursive: true);
}
