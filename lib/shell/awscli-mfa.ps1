# For PowerShell: awsmfa, clearaws, completion, and a segment for the prompt. `awscli-mfa init` writes this file.

# Windows runs no POSIX launchers; there JBang starts the script.
function Invoke-AwscliMfa {
    if ($env:OS -eq 'Windows_NT') {
        & jbang (Join-Path '@CHECKOUT@' 'awscli-mfa.java') @args
    } else {
        & (Join-Path '@BIN@' 'awscli-mfa') @args
    }
}

# Hands a session to this shell: awsmfa [PROFILE] [options of awscli-mfa].
function awsmfa {
    $own = @($args | ForEach-Object { "$_" })
    $dashes = [array]::IndexOf($own, '--')
    if ($dashes -ge 0) { $own = @($own | Select-Object -First $dashes) }
    if ($own | Where-Object { $_ -cmatch '^(exec|console|login|logout|init|--emit(=.*)?|--explain|--fix)$' }) {
        Invoke-AwscliMfa @args
        return
    }
    $assignments = @(Invoke-AwscliMfa --emit powershell @args)
    if ($LASTEXITCODE -ne 0) { return }
    if ("$($assignments[0])" -cmatch '^(Remove-Item Env:|\$Env:)AWS_') {
        $assignments -join "`n" | Invoke-Expression
    } else {
        $assignments # --help
    }
}

# Takes every AWS variable out of this shell.
function clearaws {
    awsmfa --clear
}

# --- The prompt -------------------------------------------------------------------------------------------------------

# Which profile this shell uses and how long its session lasts; nothing where none is selected.
function awsmfa_prompt {
    $end = ''
    if ($env:AWS_ACCESS_KEY_ID) {
        $name = @($env:AWS_SESSION_IDENT, $env:AWS_PROFILE_IDENT, 'env' | Where-Object { $_ })[0]
        $end = $env:AWS_SESSION_EXPIRY
    } else {
        $name = @($env:AWS_PROFILE, $env:AWS_DEFAULT_PROFILE | Where-Object { $_ })[0]
        if (-not $name) { return '' }
        $state = if ("$env:XDG_STATE_HOME".StartsWith('/')) { $env:XDG_STATE_HOME } else { Join-Path $HOME '.local/state' }
        $file = Join-Path $state "awscli-mfa/sessions/$($name -creplace '[^A-Za-z0-9._-]', '_')"
        if (Test-Path -LiteralPath $file -PathType Leaf) {
            $parts = "$(Get-Content -LiteralPath $file -TotalCount 1)" -split ' ', 2
            if ($parts[1] -ceq $name) { $end = $parts[0] }
        }
    }
    $words = ''
    if ($end -match '^[0-9]{1,12}$') {
        $left = [long]$end - [DateTimeOffset]::UtcNow.ToUnixTimeSeconds()
        $hours = [math]::Floor($left / 3600)
        $minutes = [math]::Floor($left % 3600 / 60)
        $words = if ($left -le 0) { ' expired' }
            elseif ($left -lt 60) { " ${left}s" }
            elseif ($left -lt 3600) { " ${minutes}m" }
            else { ' {0}h{1:00}m' -f $hours, $minutes }
        if ($left -gt 0 -and $left -le 300) { $words += '!' }
    }
    if ($name -cmatch '-(mfa|role)session$') {
        $name = $name -creplace '-(mfa|role)session$', ''
        if (-not $words) { $words = ' ?' }
    }
    $shown = $name -replace '[^\p{L}\p{N} ._@+=,:/-]', '?'
    $shown.Substring(0, [math]::Min(40, $shown.Length)) + $words
}

# --- Completion -------------------------------------------------------------------------------------------------------

# The names of the profiles in the two files, as awscli-mfa reads them.
function Get-AwscliMfaProfiles {
    foreach ($kind in 'config', 'credentials') {
        $file = if ($kind -eq 'config') { $env:AWS_CONFIG_FILE } else { $env:AWS_SHARED_CREDENTIALS_FILE }
        if ("$file".Trim() -eq '') { $file = Join-Path $HOME ".aws/$kind" }
        $file = $file -replace '^~(?=/|$)', $HOME.Replace('$', '$$')
        if (-not (Test-Path -LiteralPath $file -PathType Leaf)) { continue }
        Get-Content -LiteralPath $file -Encoding utf8 | Where-Object { $_ -match '^\uFEFF?\[([^\]]*)' } | ForEach-Object {
            $header = $Matches[1].Trim()
            $isProfile = $header -cmatch '^profile[ \t]'
            if ($kind -eq 'config' -and ($isProfile -or $header -ceq 'default') -or $kind -eq 'credentials' -and -not $isProfile) {
                if ($kind -eq 'config') { $header = $header -creplace '^profile[ \t]+', '' }
                $header -replace '^(["''])(.*)\1$', '$2'
            }
        } | Where-Object { $_ }
    }
}

# What a kind of word stands for.
function Get-AwscliMfaWords {
    param($kinds, $current)
    foreach ($kind in "$kinds" -split ',') {
        switch ($kind) {
            'profile' { Get-AwscliMfaProfiles }
            'program' { Get-Command -CommandType Application -Name "$current*" | ForEach-Object { $_.Name } }
            { $_ -in '', 'value', 'flag', 'command', 'folder' } { }
            default { $kind }
        }
    }
}

Register-ArgumentCompleter -Native -CommandName awsmfa, awscli-mfa, enable-disable-vmfa-device, mfa-status -ScriptBlock {
    param($current, $line, $cursor)
    $given = @($line.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursor } |
        ForEach-Object { if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value } else { "$_" } })
    $program = (Split-Path -Leaf $given[0]) -replace '^awsmfa$', 'awscli-mfa'
    $known = @(Get-Content -LiteralPath (Join-Path '@CONFIG@' 'completions') | ForEach-Object { , ($_ -split "`t") } |
        Where-Object { $_[0] -ceq $program })
    $kind = {
        param($of, $word)
        $known | Where-Object { $_[1] -ceq $of -and $_[2] -ceq $word } | Select-Object -First 1 | ForEach-Object { $_[3] }
    }
    $under = '-'; $wanted = ''; $hasProfile = $false; $dashes = $false; $words = 0; $prefix = ''
    foreach ($word in @($given | Select-Object -Skip 1)) {
        if ($wanted) {
            $wanted = ''
        } elseif (-not $dashes -and $word -cmatch '^-.') {
            if ($word -cmatch '^(-p|--profile$|--profile=)') { $hasProfile = $true }
            $dashes = $word -ceq '--'
            $wanted = & $kind $under $word | Where-Object { $_ -cne 'flag' }
        } else {
            $words++
            if ($words -eq 1 -and (& $kind '-' $word) -ceq 'command') {
                $under = $word
            } elseif ($hasProfile -and (& $kind $under 'COMMAND')) {
                return # the arguments of another command
            } else {
                $hasProfile = $true
            }
        }
    }
    $candidates = if ($wanted) {
        Get-AwscliMfaWords $wanted $current
    } elseif (-not $dashes -and $current -cmatch '^(--[^=]*)=') {
        $prefix = $Matches[0]
        Get-AwscliMfaWords (& $kind $under $Matches[1]) $current.Substring($prefix.Length)
    } elseif (-not $dashes -and $current.StartsWith('-')) {
        $known | Where-Object { $_[1] -ceq $under -and $_[2].StartsWith('-') } | ForEach-Object { $_[2] }
    } else {
        $takes = & $kind $under 'PROFILE'
        if ($words -eq 0 -and -not $dashes -and -not ($hasProfile -and $takes)) {
            $known | Where-Object { $_[1] -ceq '-' -and $_[3] -ceq 'command' } | ForEach-Object { $_[2] }
        }
        Get-AwscliMfaWords $(if ($takes -and -not $hasProfile) { $takes } else { & $kind $under 'COMMAND' }) $current
    }
    $typed = $current.Substring($prefix.Length).Trim('"', "'")
    $candidates | Where-Object { $_ -and $_.StartsWith($typed) } | ForEach-Object {
        $quoted = if ($_ -cmatch '^[A-Za-z0-9._@+=,:/-]+$' -and $_ -cnotmatch '^@') { $_ } else { "'" + $_.Replace("'", "''") + "'" }
        [System.Management.Automation.CompletionResult]::new("$prefix$quoted", $_, 'ParameterValue', $_)
    }
}
